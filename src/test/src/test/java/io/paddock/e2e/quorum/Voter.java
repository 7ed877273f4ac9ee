// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.quorum;

import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.link.ElectionOptions;
import io.paddock.server.link.ElectionPort;
import io.paddock.server.listen.Names;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Our side of the election port, with a memory of what was heard. */
final class Voter implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Heard(long from, Notification notification) {}

    private final MixedEnsemble ensemble;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final ElectionPort port;

    Voter(MixedEnsemble ensemble) {
        this.ensemble = ensemble;
        port = new ElectionPort(
                ElectionOptions.of(MixedEnsemble.OURS, List.of(ensemble.electionAddress(MixedEnsemble.OURS)), 10_000),
                ensemble.electionMembers(),
                Names.SYSTEM,
                (from, notification) -> heard.add(new Heard(from, notification)));
        port.listen().join();
    }

    /** Sends a vote while looking for a leader. */
    void vote(long to, long leader, long zxid, long round) {
        port.send(to, Notification.of(PeerState.LOOKING, leader, zxid, round, 0, ensemble.config()));
    }

    /** Waits for a notification, of all since {@link #forget}. */
    Notification await(long from, Predicate<Notification> wanted) {
        Awaitility.await("a notification of server " + from).atMost(PATIENCE).until(() -> find(from, wanted) != null);
        return find(from, wanted);
    }

    private Notification find(long from, Predicate<Notification> wanted) {
        return heard.stream()
                .filter(each -> each.from() == from)
                .map(Heard::notification)
                .filter(wanted)
                .findFirst()
                .orElse(null);
    }

    void awaitUnlinked(long sid) {
        Awaitility.await("the link to server " + sid + " to end")
                .atMost(PATIENCE)
                .until(() -> !port.linked().join().contains(sid));
    }

    void forget() {
        heard.clear();
    }

    @Override
    public void close() {
        port.close();
    }
}
