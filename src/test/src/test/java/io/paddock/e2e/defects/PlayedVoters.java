// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.defects;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.link.ElectionOptions;
import io.paddock.server.link.ElectionPort;
import io.paddock.server.link.Members;
import io.paddock.server.listen.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The test plays all members of an ensemble except one. That one meets them at their election ports. They
 * answer every vote that it sends while it looks for a leader.
 */
final class PlayedVoters implements AutoCloseable {
    private static final int HANDSHAKE_MILLIS = 60_000;
    private static final int PATIENCE_SECONDS = 60;

    private final List<ElectionPort> ports = new ArrayList<>();
    private final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
    private volatile Answer answer = (self, vote) -> null;

    /** How a voter answers a vote. */
    interface Answer {
        /** @return null for no answer */
        Notification to(long self, Notification vote);
    }

    /** @param real the id of the real member */
    PlayedVoters(Ensemble ensemble, int real) {
        Map<Long, List<HostPort>> addresses = new HashMap<>();
        ensemble.members()
                .forEach(member ->
                        addresses.put((long) member.id(), List.of(new HostPort("127.0.0.1", member.electionPort()))));
        Members members = new Members(addresses);
        for (long sid : addresses.keySet()) {
            if (sid != real) {
                ElectionPort[] port = new ElectionPort[1];
                port[0] = new ElectionPort(
                        ElectionOptions.of(sid, addresses.get(sid), HANDSHAKE_MILLIS),
                        members,
                        Names.SYSTEM,
                        (from, vote) -> {
                            heard.add(vote);
                            Notification reply = vote.state() == PeerState.LOOKING ? answer.to(sid, vote) : null;
                            if (reply != null) {
                                port[0].send(from, reply);
                            }
                        });
                port[0].listen().join();
                ports.add(port[0]);
            }
        }
    }

    /** From now on the voters follow {@code leader} in this epoch. */
    PlayedVoters follow(long leader, long epoch) {
        return answer((self, vote) -> Notification.of(
                self == leader ? PeerState.LEADING : PeerState.FOLLOWING, leader, 0, 1, epoch, vote.config()));
    }

    /** From now on the voters vote for the real member, with the history position that it announces. */
    PlayedVoters elect(long real) {
        return answer((self, vote) -> vote.leader() == real ? vote : null);
    }

    PlayedVoters answer(Answer next) {
        answer = next;
        return this;
    }

    /** The next vote of a member that looks for a leader. {@link #forget} drops older ones. */
    Notification nextVote() throws InterruptedException {
        while (true) {
            Notification vote = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (vote == null) {
                throw new AssertionError("no vote within " + PATIENCE_SECONDS + " s");
            }
            if (vote.state() == PeerState.LOOKING) {
                return vote;
            }
        }
    }

    void forget() {
        heard.clear();
    }

    /** The configuration as members send it to each other. */
    static Payload config(Ensemble ensemble, long version) {
        StringBuilder text = new StringBuilder();
        ensemble.members().forEach(member -> text.append("server.")
                .append(member.id())
                .append('=')
                .append(ensemble.serverLine(member.id()))
                .append('\n'));
        text.append("version=").append(Long.toHexString(version));
        return Payload.ofText(text.toString());
    }

    @Override
    public void close() {
        ports.forEach(ElectionPort::close);
    }
}
