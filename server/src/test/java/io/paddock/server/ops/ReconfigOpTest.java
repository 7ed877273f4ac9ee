// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ReconfigRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.auth.Identities;
import io.paddock.storage.tree.ChangeListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReconfigOpTest {
    private static final String MEMBERS = "server.1=a:1:2:participant;c:9\n"
            + "server.2=b:1:2:participant;c:8\n"
            + "server.3=10.0.0.3:1:2:participant;0.0.0.0:9\n"
            + "version=";

    private final Members members = new Members();
    private final Preparing leader = new Preparing(members);

    /** Three voters, all connected. */
    private static final class Members implements Electorate {
        EnsembleConfig committed = EnsembleConfig.parse(MEMBERS + "100000007");
        EnsembleConfig lastSeen = committed;
        Set<Long> synced = Set.of(1L, 2L, 3L, 4L);
        int votersMin = 2;

        @Override
        public EnsembleConfig committed() {
            return committed;
        }

        @Override
        public EnsembleConfig lastSeen() {
            return lastSeen;
        }

        @Override
        public boolean isReadyFor(EnsembleConfig config) {
            return config.members().keySet().stream().filter(config::isVoter).allMatch(synced::contains);
        }

        @Override
        public int votersMin() {
            return votersMin;
        }
    }

    @BeforeEach
    void everybodyMayReconfigure() {
        acl(Acl.OPEN);
    }

    private void acl(List<Acl> acl) {
        TxnHeader header = new TxnHeader(0, 0, leader.tree.lastZxid(), 0, OpCode.SET_ACL);
        leader.tree.gate().lockAll();
        try {
            leader.tree.apply(header, new Txn.SetAcl("/zookeeper/config", acl, 0), null, ChangeListener.NONE);
        } finally {
            leader.tree.gate().unlockAll();
        }
    }

    private Txn ask(String joining, String leaving, String whole, long version) {
        return leader.ask(OpCode.RECONFIG, new ReconfigRequest(joining, leaving, whole, version));
    }

    private static String textOf(Txn txn) {
        return new String(((Txn.SetData) txn).data(), StandardCharsets.UTF_8);
    }

    @Test
    void joiningMemberIsAddedAndTheVersionIsTheZxid() {
        Txn txn = ask("server.4=d:1:2:observer;7", null, null, -1);
        assertEquals(OpCode.RECONFIG, txn.type());
        assertEquals("/zookeeper/config", ((Txn.SetData) txn).path());
        assertEquals(-1, ((Txn.SetData) txn).version());
        assertEquals(MEMBERS.replace("version=", "server.4=d:1:2:observer;0.0.0.0:7\nversion=1"), textOf(txn));
    }

    @Test
    void joiningMemberReplacesItsOldLineAndLeavingMemberIsRemoved() {
        Txn txn = ask("server.1=a:1:3:participant;c:9, server.4=e:1:2;7", "3", null, 0x100000007L);
        assertEquals(
                "server.1=a:1:3:participant;c:9\nserver.2=b:1:2:participant;c:8\n"
                        + "server.4=e:1:2:participant;0.0.0.0:7\nversion=1",
                textOf(txn));
    }

    @Test
    void wholeConfigurationReplacesTheOldOne() {
        Txn txn = ask(null, null, "server.4=e:1:2;7,server.2=b:1:2", -1);
        assertEquals("server.2=b:1:2:participant\nserver.4=e:1:2:participant;0.0.0.0:7\nversion=1", textOf(txn));
    }

    @Test
    void configZnodeShowsTheConfigurationAndKeepsItsVersion() {
        Txn txn = ask(null, "3", null, -1);
        leader.applyAll();
        assertEquals(
                textOf(txn), new String(leader.tree.find("/zookeeper/config").data(), StandardCharsets.UTF_8));
        assertEquals(-1, leader.tree.find("/zookeeper/config").stat().version());
        assertEquals(1, leader.tree.find("/zookeeper/config").stat().mzxid());
        assertEquals(leader.tree.digest(), leader.log.get(0).digest().value());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(ErrorCode.BAD_VERSION, null, "3", null, 0x100000006L),
                Arguments.of(ErrorCode.BAD_VERSION, null, "x", null, 0L), // The version is checked before the text.
                Arguments.of(ErrorCode.MARSHALLING_ERROR, null, "x", null, -1L),
                Arguments.of(ErrorCode.MARSHALLING_ERROR, "server.x=e:1:2;7", null, null, -1L),
                Arguments.of(ErrorCode.BAD_ARGUMENTS, "server.4", null, null, -1L),
                Arguments.of(ErrorCode.BAD_ARGUMENTS, "server.4=e:1;7", null, null, -1L),
                Arguments.of(ErrorCode.BAD_ARGUMENTS, "server.4=e:1:2", null, null, -1L), // No client port.
                Arguments.of(ErrorCode.BAD_ARGUMENTS, "server.4=e:1:2:leader;7", null, null, -1L),
                Arguments.of(ErrorCode.BAD_ARGUMENTS, "server.4=a:1:5;7", null, null, -1L), // The address of server 1.
                Arguments.of(
                        ErrorCode.BAD_ARGUMENTS,
                        "server.4=e:1:2;c:8",
                        null,
                        null,
                        -1L), // The client address of server 2.
                Arguments.of(ErrorCode.BAD_ARGUMENTS, null, "2,3", null, -1L), // One voter would be left.
                Arguments.of(ErrorCode.BAD_ARGUMENTS, null, null, "server.1=a:1:2", -1L),
                Arguments.of(ErrorCode.BAD_ARGUMENTS, null, null, "server.1=a:1:2\nlevel=9", -1L),
                Arguments.of(ErrorCode.NEW_CONFIG_NO_QUORUM, "server.5=e:1:2;7", null, null, -1L));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void invalidReconfigurationIsRefused(ErrorCode error, String joining, String leaving, String whole, long version) {
        assertEquals(error, Preparing.errorOf(ask(joining, leaving, whole, version)));
        assertEquals(OpCode.RECONFIG, ask(null, "3", null, -1).type(), "nothing of it stays");
    }

    @Test
    void oneVoterIsEnoughIfStandaloneIsDisabled() {
        members.votersMin = 1;
        assertEquals(OpCode.RECONFIG, ask(null, "2,3", null, -1).type());
    }

    @Test
    void loopbackAndWildcardAddressesMayBeGivenTwice() {
        members.committed = EnsembleConfig.parse("server.1=localhost:1:2;0.0.0.0:9\nserver.2=127.0.0.1:1:2;8");
        members.lastSeen = members.committed;
        assertEquals(
                OpCode.RECONFIG,
                ask("server.3=localhost:1:2;8,server.4=127.0.0.1:1:2;8", null, null, 0)
                        .type());
    }

    @Test
    void refusesASecondReconfigurationBeforeTheFirstIsCommitted() {
        ask("server.4=e:1:2;7", null, null, -1);
        assertEquals(ErrorCode.RECONFIG_IN_PROGRESS, Preparing.errorOf(ask(null, "3", null, -1)));
        leader.applyAll();
        members.lastSeen = members.committed.withVersion(0x100000009L);
        assertEquals(ErrorCode.RECONFIG_IN_PROGRESS, Preparing.errorOf(ask(null, "3", null, -1)));
        members.committed = members.lastSeen;
        assertEquals(OpCode.RECONFIG, ask(null, "3", null, -1).type());
    }

    @Test
    void groupsCanOnlyBeReplacedAsAWhole() {
        members.committed = EnsembleConfig.parse(MEMBERS.replace("version=", "group.1=1:2:3\nversion=9"));
        members.lastSeen = members.committed;
        assertEquals(ErrorCode.BAD_ARGUMENTS, Preparing.errorOf(ask(null, "3", null, -1)));
        assertEquals(
                OpCode.RECONFIG,
                ask(null, null, "server.1=a:1:2,server.2=b:1:2", -1).type());
    }

    @Test
    void permissionIsCheckedLast() {
        Identities anonymous = Preparing.anonymous();
        acl(Acl.READ_ONLY);
        ReconfigRequest absent = new ReconfigRequest("server.5=e:1:2;7", null, null, -1);
        ReconfigRequest good = new ReconfigRequest(null, "3", null, -1);
        assertEquals(
                List.of(ErrorCode.NEW_CONFIG_NO_QUORUM, ErrorCode.NO_AUTH),
                Stream.of(absent, good)
                        .map(each -> leader.ask(OpCode.RECONFIG, each, Preparing.SESSION, anonymous))
                        .map(Preparing::errorOf)
                        .toList());
    }

    @Test
    void standaloneServerHasNoMembersToChange() {
        assertEquals(
                ErrorCode.RECONFIG_DISABLED,
                Preparing.errorOf(new Preparing().ask(OpCode.RECONFIG, new ReconfigRequest(null, "3", null, -1))));
        assertEquals(
                ErrorCode.UNIMPLEMENTED,
                Preparing.errorOf(new Preparing((Electorate) null)
                        .ask(OpCode.RECONFIG, new ReconfigRequest(null, "3", null, -1))));
    }
}
