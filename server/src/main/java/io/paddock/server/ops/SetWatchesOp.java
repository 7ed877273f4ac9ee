// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.OK;
import static io.paddock.server.watch.WatchEvent.NODE_CHILDREN_CHANGED;
import static io.paddock.server.watch.WatchEvent.NODE_CREATED;
import static io.paddock.server.watch.WatchEvent.NODE_DATA_CHANGED;
import static io.paddock.server.watch.WatchEvent.NODE_DELETED;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.client.SetWatchesRequest;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.server.watch.WatchKind;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;

/**
 * setWatches, setWatches2: a reconnected client sets its watches again. If a path has changed since the
 * client's last zxid, the event is sent at once and the watch is not set. The other watches are set.
 */
final class SetWatchesOp implements ReadOp {
    private final boolean withPersistent;

    SetWatchesOp(boolean withPersistent) {
        this.withPersistent = withPersistent;
    }

    @Override
    public ErrorCode answer(JuteReader body, Asker asker, ZnodeTree tree, JuteWriter out) {
        SetWatchesRequest request = withPersistent ? SetWatchesRequest.read2(body) : SetWatchesRequest.read(body);
        for (String path : present(request.data())) {
            requirePath(path);
            Znode znode = tree.find(path);
            if (znode == null) {
                asker.missed(NODE_DELETED, path);
            } else if (znode.mzxid() > request.relativeZxid()) {
                asker.missed(NODE_DATA_CHANGED, path);
            } else {
                set(asker, path, WatchKind.DATA);
            }
        }
        for (String path : present(request.exist())) {
            requirePath(path);
            if (tree.find(path) != null) {
                asker.missed(NODE_CREATED, path);
            } else {
                set(asker, path, WatchKind.DATA);
            }
        }
        for (String path : present(request.child())) {
            requirePath(path);
            Znode znode = tree.find(path);
            if (znode == null) {
                asker.missed(NODE_DELETED, path);
            } else if (znode.pzxid() > request.relativeZxid()) {
                asker.missed(NODE_CHILDREN_CHANGED, path);
            } else {
                set(asker, path, WatchKind.CHILD);
            }
        }
        present(request.persistent()).forEach(path -> set(asker, path, WatchKind.PERSISTENT));
        present(request.recursive()).forEach(path -> set(asker, path, WatchKind.RECURSIVE));
        return OK;
    }

    private static List<String> present(List<String> paths) {
        if (paths == null) {
            throw new MalformedFrame("null list of watches");
        }
        return paths;
    }

    // The watches before this one in the lists have been set, or their events sent.
    private static void requirePath(String path) {
        if (path == null) {
            throw new MalformedFrame("null path of a watch");
        }
    }

    private static void set(Asker asker, String path, WatchKind kind) {
        if (path == null) {
            return; // ZooKeeper accepts a persistent watch of a null path. It never fires.
        }
        asker.watches().add(asker.subscriber(), path, kind);
    }
}
