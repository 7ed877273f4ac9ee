// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.PathRequest;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.TreeContent;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;

/**
 * A decoded read of one znode, to be answered later. The znode was small when {@link ReadOps#decodeSmall}
 * read it.
 */
public final class SmallRead {
    private final OpCode op;
    private final PathRequest request;
    private final Znode found; // null if the znode did not exist
    private final TreeContent foundIn;

    SmallRead(OpCode op, PathRequest request, Znode found, TreeContent foundIn) {
        this.op = op;
        this.request = request;
        this.found = found;
        this.foundIn = foundIn;
    }

    /** Like {@link ReadOps#answer}. */
    public ErrorCode answer(Asker asker, ZnodeTree tree, JuteWriter out) {
        return switch (op) {
            case EXISTS -> ReadOps.exists(request, znode(tree), asker, out);
            case GET_DATA -> ReadOps.data(request, znode(tree), asker, out);
            case GET_CHILDREN -> ReadOps.names(request, znode(tree), asker, out);
            case GET_CHILDREN2 -> ReadOps.namesAndStat(request, znode(tree), asker, out);
            default -> ReadOps.sync(request, out);
        };
    }

    /**
     * A znode object stays in the tree until the znode is deleted. So a znode that was found need not be
     * searched again.
     */
    private Znode znode(ZnodeTree tree) {
        if (found != null && !found.isDetached() && tree.content() == foundIn) {
            return found;
        }
        return request.path() == null ? null : tree.find(request.path());
    }
}
