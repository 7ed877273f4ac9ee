// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.Wire;
import io.paddock.storage.recovery.Recovered;
import io.paddock.storage.recovery.Recovery;
import io.paddock.storage.recovery.RecoveryOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that all members hold the same tree, after the last write. */
public final class Agreement {
    private static final int SESSION_MILLIS = 60_000;
    private static final Pattern MISMATCHES = Pattern.compile("zk_digest_mismatches_count\\s+(\\d+)");

    private Agreement() {}

    /** Waits until all running members serve in one epoch and have applied the same, and fails if they don't show the same tree. */
    public static void inMemory(Ensemble ensemble) {
        ensemble.awaitServing();
        List<Member> members = ensemble.running();
        List<Wire> wires = new ArrayList<>();
        try {
            for (Member member : members) {
                Wire wire = member.wire();
                wires.add(wire);
                assertThat(wire.newSession(SESSION_MILLIS).refused()).isFalse();
            }
            awaitSameZxid(members);
            Tree first = Tree.read(wires.get(0));
            for (int i = 1; i < members.size(); i++) {
                assertThat(first.differences(Tree.read(wires.get(i))))
                        .as(
                                "%s and %s at zxid 0x%x",
                                members.get(0), members.get(i), members.get(0).zxid())
                        .isEmpty();
            }
            // Apache's members sometimes report a wrong digest without a fault of ours.
            boolean trusted = members.stream().allMatch(member -> member.kind() == ServerKind.PADDOCK);
            for (Member member : trusted ? members : List.<Member>of()) {
                Matcher matcher = MISMATCHES.matcher(member.ask("mntr"));
                assertThat(matcher.find()).as("mntr of " + member).isTrue();
                assertThat(matcher.group(1))
                        .as("digest mismatches of " + member)
                        .isEqualTo("0");
            }
        } finally {
            for (Wire wire : wires) {
                wire.send(Frame.closeSession(9).bytes());
                wire.closedByServer();
                wire.close();
            }
        }
        awaitSameZxid(members);
    }

    /** Waits until all these members have applied the same zxid. */
    public static void awaitSameZxid(List<Member> members) {
        await("one zxid of " + members).atMost(Ensemble.PATIENCE).until(() -> {
            List<Long> zxids = members.stream().map(Member::zxid).distinct().toList();
            return zxids.size() == 1 && zxids.get(0) > 0;
        });
    }

    /** Checks the same in memory, then {@link #onDisk}. */
    public static void inMemoryAndOnDisk(Ensemble ensemble) throws IOException {
        inMemory(ensemble);
        onDisk(ensemble);
    }

    /** Stops all members. Their disks must have the same last zxid and digest. */
    public static void onDisk(Ensemble ensemble) throws IOException {
        List<Member> members = ensemble.running();
        members.parallelStream().forEach(Member::stop);
        List<String> found = new ArrayList<>();
        for (Member member : members) {
            Recovered disk = Recovery.open(member.dataDir(), member.dataDir(), RecoveryOptions.DEFAULTS);
            found.add(String.format(
                    "zxid 0x%x, digest %x", disk.lastZxid(), disk.tree().digest()));
        }
        assertThat(found.stream().distinct().toList())
                .as("on the disks of " + members + ": " + found)
                .hasSize(1);
    }
}
