// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.session.SessionIds;
import java.util.ArrayList;
import java.util.List;

/** A follower without a leader: the test reads what the role sends to the leader, and feeds committed txns. */
final class ManualMember {
    final ManualParts kit;
    final Replica replica;
    final ForwardingRole role;
    /** What was sent to the leader: "CREATE 1 of 0x..." for xid 1, "REVALIDATE 0x...". */
    final List<String> toLeader = new ArrayList<>();
    /** The zxids at which the tree's digest was not the one recorded. */
    final List<Long> differences = new ArrayList<>();

    private long lastZxid;

    ManualMember(LocalSessions locals) {
        kit = new ManualParts(locals);
        replica = new Replica(kit.parts, differences::add);
        SessionIds ids = new SessionIds(1, ManualParts.BEGAN_MILLIS);
        role = new ForwardingRole(kit.parts, ids, replica, this::toLeader, kit.inbox::execute);
    }

    private void toLeader(LearnerMessage message) {
        if (message instanceof LearnerMessage.Request request) {
            toLeader.add(OpCode.of(request.opcode()) + " " + request.cxid() + " of " + name(request.sessionId()));
        } else if (message instanceof LearnerMessage.Revalidate revalidate) {
            toLeader.add("REVALIDATE " + name(revalidate.sessionId()));
        } else {
            throw new AssertionError(message);
        }
    }

    static String name(long sessionId) {
        return "0x" + Long.toHexString(sessionId);
    }

    /** The role does all that there is to do. */
    void settle() {
        kit.drive(role);
    }

    void passTime(long millis) {
        kit.nowMillis += millis;
        settle();
    }

    /** @return a client with a session, of which all members know unless sessions are local */
    RecordingClient connected() {
        RecordingClient client = kit.client().open(4000);
        settle();
        if (!kit.parts.locals().enabled()) {
            String request = toLeader.remove(toLeader.size() - 1);
            long id = Long.parseUnsignedLong(request.substring(request.indexOf("0x") + 2), 16);
            apply(id, 0, new Txn.CreateSession(4000));
        }
        client.told.clear();
        return client;
    }

    /** The leader has committed a txn, which is applied. */
    void apply(long sessionId, int cxid, Txn txn) {
        commit(sessionId, cxid, txn);
        settle();
    }

    void applyCreate(RecordingClient client, int cxid, String path) {
        apply(client.session().id(), cxid, create(path));
    }

    /** The leader has committed a txn, which is not applied yet. */
    void commit(long sessionId, int cxid, Txn txn) {
        commit(sessionId, cxid, txn, null);
    }

    void commit(long sessionId, int cxid, Txn txn, TxnDigest digest) {
        TxnHeader header = new TxnHeader(sessionId, cxid, ++lastZxid, kit.nowMillis, txn.type());
        ByteBuf bytes = Unpooled.buffer();
        new LoggedTxn(header, txn, digest).write(new JuteWriter(bytes));
        byte[] payload = new byte[bytes.readableBytes()];
        bytes.readBytes(payload);
        replica.committed(new Payload(payload));
    }

    static Txn create(String path) {
        return new Txn.Create(OpCode.CREATE, path, new byte[0], Acl.OPEN, false, -1);
    }
}
