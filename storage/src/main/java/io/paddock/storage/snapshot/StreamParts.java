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

/** The parts that snapshot files and the stream between members share. */
final class StreamParts {
    private StreamParts() {}

    /**
     * The part before the znodes. Call {@link #of} inside the tree's gate. The tables are read later, when
     * they are written, outside the gate, because there may be very many sessions and lists. So each entry,
     * like each znode, is as of {@link #zxid} or later. The txns that follow add and remove the entries that
     * changed in between.
     */
    record Head(long zxid, Map<Long, Integer> sessions, AclTable acls) {
        static Head of(ZnodeTree tree) {
            return new Head(tree.lastZxid(), tree.sessions(), tree.aclTable());
        }

        /**
         * Writes the head. Call it before the first znode is written. Then every list that a znode uses is in
         * the head, or in a txn that follows.
         */
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
