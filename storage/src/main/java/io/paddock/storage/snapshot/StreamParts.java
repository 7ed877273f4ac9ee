// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.AclTable;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What snapshot files and the stream between members have in common. */
final class StreamParts {
    private StreamParts() {}

    /**
     * What stands before the znodes: call {@link #of} inside the tree's gate. The tables are only read when they are written, outside the gate,
     * since there may be very many sessions and lists. So like the znodes they are as of {@link #zxid} or later, entry by entry: what came or
     * went in between comes or goes again with the txns that follow.
     */
    record Head(long zxid, Map<Long, Integer> sessions, AclTable acls) {
        static Head of(ZnodeTree tree) {
            return new Head(tree.lastZxid(), tree.sessions(), tree.aclTable());
        }

        /** Before the first znode is: those that are written later refer to lists that are here, or in the txns that follow. */
        void write(JuteWriter out) {
            Map<Long, Integer> sessionsNow = new TreeMap<>(sessions);
            out.writeInt(sessionsNow.size());
            sessionsNow.forEach((id, timeoutMillis) -> out.writeLong(id).writeInt(timeoutMillis));
            Map<Long, List<Acl>> aclsNow = acls.ids();
            out.writeInt(aclsNow.size());
            aclsNow.forEach((id, list) -> out.writeLong(id).writeAcls(list));
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
