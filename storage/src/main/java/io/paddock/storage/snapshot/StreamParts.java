// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What snapshot files and the stream between members have in common. */
final class StreamParts {
    private StreamParts() {}

    /** What stands before the znodes, copied at the begin: call {@link #of} inside the tree's gate. */
    record Head(long zxid, Map<Long, Integer> sessions, Map<Long, List<Acl>> acls) {
        static Head of(ZnodeTree tree) {
            return new Head(
                    tree.lastZxid(),
                    new TreeMap<>(tree.sessions()),
                    tree.aclTable().ids());
        }

        void write(JuteWriter out) {
            out.writeInt(sessions.size());
            sessions.forEach((id, timeoutMillis) -> out.writeLong(id).writeInt(timeoutMillis));
            out.writeInt(acls.size());
            acls.forEach((id, list) -> out.writeLong(id).writeAcls(list));
        }
    }

    static void writeZnode(JuteWriter out, String path, Znode znode) {
        out.writeString(path);
        znode.writeData(out);
        out.writeLong(znode.aclId())
                .writeLong(znode.czxid())
                .writeLong(znode.mzxid())
                .writeLong(znode.ctime())
                .writeLong(znode.mtime())
                .writeInt(znode.version())
                .writeInt(znode.creates())
                .writeInt(znode.aversion())
                .writeLong(znode.owner())
                .writeLong(znode.pzxid());
    }
}
