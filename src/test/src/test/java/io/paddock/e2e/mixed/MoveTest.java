// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.ensemble.Agreement;
import io.paddock.e2e.ensemble.Diary;
import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Ensembles;
import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An ensemble of Apache's servers becomes one of Paddock's while clients write, one member after the other on the same directory with the
 * same zoo.cfg, and goes back again. {@code -Dmove.transcript=true} prints what happens: {@code docs/migration.md} shows one such run.
 */
class MoveTest {
    private static final int DIARIES = 4;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    private final List<Diary> diaries = new ArrayList<>();

    @Test
    void moveLosesNoWriteAndNoSession() throws Exception {
        Ensemble ensemble = ensembles.start(EnsembleOptions.of("AAA"));
        try {
            for (int i = 0; i < DIARIES; i++) {
                diaries.add(new Diary(ensemble.connectString(), i));
            }
            progress("all of Apache's", ensemble);
            replaceAll(ensemble, ServerKind.underTest());
            progress("all of Paddock's", ensemble);
            replaceAll(ensemble, ServerKind.APACHE);
            progress("all of Apache's again", ensemble);
            for (Member member : ensemble.members()) {
                try (ClientSession reader = member.connect()) {
                    reader.zk().setData("/diaries", new byte[0], -1); // Now this member shows all there is.
                    for (Diary diary : diaries) {
                        diary.finish(reader.zk());
                    }
                }
            }
        } finally {
            diaries.forEach(Diary::close);
        }
        Agreement.inMemoryAndOnDisk(ensemble);
    }

    // Followers first: the leader changes once, not each time.
    private void replaceAll(Ensemble ensemble, ServerKind kind) {
        List<Member> order = new ArrayList<>(ensemble.awaitFollowers());
        order.add(ensemble.awaitLeader());
        for (Member member : order) {
            String mode = member.mode();
            String before = member.kind().name();
            member.stop();
            member.become(kind);
            member.start();
            ensemble.awaitServing();
            progress("member " + member.id() + ", " + mode + ": " + before + " -> " + kind, ensemble);
        }
    }

    private void progress(String step, Ensemble ensemble) {
        int before = written();
        await("writes go on").atMost(Ensemble.PATIENCE).until(() -> written() > before + 20 * DIARIES);
        diaries.forEach(Diary::check);
        StringBuilder line = new StringBuilder(String.format("%-42s", step));
        for (Member member : ensemble.members()) {
            line.append(String.format(" %d:%s %s", member.id(), member.kind(), member.mode()));
        }
        line.append(String.format(
                "; %d writes acknowledged, %d reconnects",
                written(), diaries.stream().mapToInt(Diary::connectionsLost).sum()));
        if (Boolean.getBoolean("move.transcript")) {
            System.out.println(line);
        }
        assertThat(ensemble.members()).allMatch(Member::serves);
    }

    private int written() {
        return diaries.stream().mapToInt(Diary::written).sum();
    }
}
