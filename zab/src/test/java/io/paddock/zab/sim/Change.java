// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.Reconfiguration;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.zab.member.LoggedProposal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes of the ensemble: as an operator asks for them, and as a log holds them. */
final class Change {
    private Change() {}

    static EnsembleMember member(long sid, int quorumPort, boolean isObserver) {
        return new EnsembleMember(
                sid, List.of(new EnsembleMember.Address("h", quorumPort, 3888)), isObserver, Optional.empty());
    }

    /**
     * The configuration that {@code before} becomes. It is equal to {@code before} if the change asks for
     * nothing.
     */
    static EnsembleConfig of(Fault.Reconfigure change, EnsembleConfig before, long leader) {
        Map<Long, EnsembleMember> members = new LinkedHashMap<>(before.members());
        long sid = change.member();
        switch (change.chance() % 8) {
            case 0, 1 -> members.put(sid, member(sid, 2888, false));
            case 2 -> members.remove(sid);
            case 3 -> members.remove(leader);
            case 4 -> members.put(sid, member(sid, 2888, true));
            case 5 -> {
                members.remove(leader);
                members.put(sid, member(sid, 2888, false));
            }
            case 6 -> members.put(leader, member(leader, 2888, true));
            default -> members.put(sid, member(sid, 3000 + change.chance(), false));
        }
        return new EnsembleConfig(before.version(), members, Map.of(), Map.of());
    }

    static long voters(EnsembleConfig config) {
        return config.members().values().stream()
                .filter(each -> !each.observer())
                .count();
    }

    /** The txn that activates {@code config}. */
    static Payload txn(EnsembleConfig config) {
        ByteBuf out = Unpooled.buffer();
        new LoggedTxn(
                        new TxnHeader(0, 0, config.version(), 0, OpCode.RECONFIG),
                        new Txn.SetData(
                                OpCode.RECONFIG,
                                "/zookeeper/config",
                                config.payload().bytes(),
                                -1),
                        null)
                .write(new JuteWriter(out));
        return new Payload(ByteBufUtil.getBytes(out));
    }

    /** The last configuration that a log proposes, or null. */
    static EnsembleConfig lastIn(List<LoggedProposal> log) {
        for (int i = log.size() - 1; i >= 0; i--) {
            Optional<EnsembleConfig> config = Reconfiguration.in(log.get(i).txn());
            if (config.isPresent()) {
                return config.get();
            }
        }
        return null;
    }
}
