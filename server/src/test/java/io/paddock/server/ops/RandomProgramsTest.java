// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CheckRequest;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.DeleteRequest;
import io.paddock.protocol.client.MultiOp;
import io.paddock.protocol.client.MultiRequest;
import io.paddock.protocol.client.SetAclRequest;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.server.auth.Identities;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * It must make no difference whether a txn is pending or applied. Two servers get the same requests: one
 * applies each txn at once, the other at intervals. Both must log the same bytes, and the digest in each txn
 * must be that of the tree after it.
 */
class RandomProgramsTest {
    private static final int PROGRAMS = 300;
    private static final int REQUESTS = 250;
    private static final List<Identities> CLIENTS =
            List.of(Preparing.anonymous(), Preparing.user("bob"), Preparing.user("eve"));
    private static final List<List<Acl>> LISTS = List.of(
            Acl.OPEN,
            Acl.OPEN,
            Acl.OPEN,
            Acl.READ_ONLY,
            List.of(new Acl(31, new Id("auth", ""))),
            List.of(new Acl(Acl.CREATE | Acl.READ, Id.ANYONE)),
            List.of());

    @Test
    void decideTheSameWhetherAppliedAtOnceOrLater() {
        int refusals = 0;
        int outcomes = 0;
        for (int seed = 0; seed < PROGRAMS; seed++) {
            Preparing eager = run(seed, true);
            Preparing lazy = run(seed, false);
            assertThat(texts(lazy.log)).as("seed %d", seed).isEqualTo(texts(eager.log));
            assertThat(lazy.tree.digest()).as("seed %d", seed).isEqualTo(eager.tree.digest());
            for (LoggedTxn each : lazy.log) {
                refusals += each.txn().type() == OpCode.ERROR ? 1 : 0;
                outcomes += each.txn().type() == OpCode.ERROR ? 0 : 1;
            }
        }
        // Programs that consist only of refusals, or have none, would prove little.
        assertThat(refusals).isGreaterThan(PROGRAMS * REQUESTS / 10);
        assertThat(outcomes).isGreaterThan(PROGRAMS * REQUESTS / 10);
    }

    private static Preparing run(int seed, boolean eager) {
        Preparing server = new Preparing();
        setUp(server);
        Random requests = new Random(seed);
        Random pace = new Random(~seed);
        for (int i = 0; i < REQUESTS; i++) {
            ask(server, requests);
            int left = eager ? 0 : pace.nextInt(30);
            while (server.waiting() > left) {
                server.applyOldest();
                assertThat(server.tree.digests().mismatches())
                        .as("seed %d, request %d", seed, i)
                        .isZero();
            }
        }
        server.applyAll();
        assertThat(server.tree.digests().mismatches()).as("seed %d", seed).isZero();
        return server;
    }

    private static void setUp(Preparing server) {
        server.create("/a");
        server.create("/zookeeper/quota/a");
        byte[] limits = "countHardLimit=9;byteHardLimit=60".getBytes(StandardCharsets.US_ASCII);
        String path = "/zookeeper/quota/a/zookeeper_limits";
        server.ask(OpCode.CREATE, new CreateRequest(OpCode.CREATE, path, limits, Acl.OPEN, 0, -1));
        server.create("/zookeeper/quota/a/zookeeper_stats");
        server.applyAll();
    }

    private static void ask(Preparing server, Random random) {
        long session = 1 + random.nextInt(3);
        Identities identities = CLIENTS.get(random.nextInt(CLIENTS.size()));
        switch (random.nextInt(20)) {
            case 0 -> server.closeSession(session);
            case 1 -> server.deleteContainer(path(random));
            case 2, 3 ->
                server.ask(
                        OpCode.SET_ACL,
                        new SetAclRequest(path(random), list(random), version(random)),
                        session,
                        identities);
            case 4, 5, 6 -> {
                List<MultiOp> parts = new ArrayList<>();
                for (int n = random.nextInt(6); n >= 0; n--) {
                    parts.add(part(random));
                }
                server.ask(OpCode.MULTI, new MultiRequest(parts), session, identities);
            }
            default -> {
                MultiOp part = part(random);
                if (!(part instanceof CheckRequest)) {
                    server.ask(part.op(), part, session, identities);
                }
            }
        }
    }

    private static MultiOp part(Random random) {
        String path = path(random);
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> creation(path, random);
            case 4, 5 -> new DeleteRequest(path, version(random));
            case 6 -> new SetDataRequest(path, data(random), version(random));
            default -> new CheckRequest(path, version(random));
        };
    }

    private static CreateRequest creation(String path, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new CreateRequest(OpCode.CREATE_CONTAINER, path, data(random), list(random), 4, -1);
            case 1 ->
                new CreateRequest(OpCode.CREATE_TTL, path, data(random), list(random), 5 + random.nextInt(2), 1000);
            case 2, 3 ->
                new CreateRequest(OpCode.CREATE2, path, data(random), list(random), 1 + 2 * random.nextInt(2), -1);
            default -> new CreateRequest(OpCode.CREATE, path, data(random), list(random), 2 * random.nextInt(2), -1);
        };
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            path.append('/').append((char) ('a' + random.nextInt(3)));
        }
        return path.toString();
    }

    private static byte[] data(Random random) {
        return random.nextInt(8) == 0 ? null : new byte[random.nextInt(12)];
    }

    private static List<Acl> list(Random random) {
        return LISTS.get(random.nextInt(LISTS.size()));
    }

    private static int version(Random random) {
        return random.nextInt(3) - 1;
    }

    // The ephemerals of a closed session are listed in no particular order.
    private static List<String> texts(List<LoggedTxn> log) {
        List<String> texts = new ArrayList<>(log.size());
        for (LoggedTxn each : log) {
            if (each.txn() instanceof Txn.CloseSession close) {
                texts.add(each.header() + " " + close.paths().stream().sorted().toList() + " " + each.digest());
            } else {
                JuteWriter out = new JuteWriter(Unpooled.buffer());
                each.write(out);
                texts.add(ByteBufUtil.hexDump(out.buffer()));
            }
        }
        return texts;
    }
}
