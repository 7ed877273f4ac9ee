// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.MARSHALLING_ERROR;
import static io.paddock.protocol.ErrorCode.NO_WATCHER;
import static io.paddock.protocol.ErrorCode.OK;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.client.WatchRequest;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.server.watch.WatchKind;
import io.paddock.server.watch.WatcherType;
import io.paddock.storage.tree.ZnodeTree;

/** addWatch, checkWatches, removeWatches: these need no permission, and the znode need not exist. */
final class WatchOps {
    private WatchOps() {}

    static ErrorCode add(JuteReader in, Asker asker, ZnodeTree tree, JuteWriter out) {
        WatchRequest request = WatchRequest.read(in);
        WatchKind kind = WatchKind.ofAddMode(request.kind());
        if (kind == null) {
            return MARSHALLING_ERROR;
        }
        asker.watches().add(asker.subscriber(), request.path(), kind);
        out.writeInt(0);
        return OK;
    }

    static ErrorCode check(JuteReader in, Asker asker, ZnodeTree tree, JuteWriter out) {
        WatchRequest request = WatchRequest.read(in);
        WatcherType type = WatcherType.of(request.kind());
        if (type == null) {
            return MARSHALLING_ERROR;
        }
        return asker.watches().contains(asker.subscriber(), request.path(), type) ? OK : NO_WATCHER;
    }

    static ErrorCode remove(JuteReader in, Asker asker, ZnodeTree tree, JuteWriter out) {
        WatchRequest request = WatchRequest.read(in);
        WatcherType type = WatcherType.of(request.kind());
        if (type == null) {
            return MARSHALLING_ERROR;
        }
        return asker.watches().remove(asker.subscriber(), request.path(), type) ? OK : NO_WATCHER;
    }
}
