// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.zab.door.Event;
import io.paddock.zab.member.LoggedProposal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One connection on a quorum port. Each end closes it separately. The other end learns of that after all
 * earlier messages, if it learns of it at all.
 */
final class Link {
    final long id;
    final long attempt;
    final SimMember learner;
    final SimMember leader;
    /** For each sync that the leader has not answered yet: what it had applied when the sync came. */
    final Deque<Integer> syncs = new ArrayDeque<>();

    private final Pipe toLeader;
    private final Pipe toLearner;
    private boolean learnerOpen = true;
    private boolean leaderOpen = true;
    private boolean isLost;

    Link(Simulation world, long id, long attempt, SimMember learner, SimMember leader) {
        this.id = id;
        this.attempt = attempt;
        this.learner = learner;
        this.leader = leader;
        this.toLeader = new Pipe(world, learner.index(), leader.index());
        this.toLearner = new Pipe(world, leader.index(), learner.index());
    }

    boolean isOpen() {
        return learnerOpen || leaderOpen;
    }

    boolean isOpenAtLeader() {
        return leaderOpen;
    }

    void sayToLeader(Event event) {
        if (learnerOpen && !isLost) {
            toLeader.send(() -> {
                if (leaderOpen) {
                    leader.happens(event);
                }
            });
        }
    }

    void sayToLearner(Event event, List<LoggedProposal> state) {
        if (leaderOpen && !isLost) {
            toLearner.send(() -> {
                if (learnerOpen) {
                    if (state != null) {
                        learner.receive(state);
                    }
                    learner.happens(event);
                }
            });
        }
    }

    void closeByLearner() {
        if (learnerOpen) {
            learnerOpen = false;
            toLeader.send(this::endAtLeader);
        }
    }

    void closeByLeader() {
        if (leaderOpen) {
            leaderOpen = false;
            toLearner.send(this::endAtLearner);
        }
    }

    /** The end of {@code member} disappears without closing, because its machine died. */
    void vanish(SimMember member) {
        learnerOpen &= member != learner;
        leaderOpen &= member != leader;
    }

    /** Both ends find out that the connection is lost. Everything in transit is lost, too. */
    void lose() {
        isLost = true;
        toLeader.clear();
        toLearner.clear();
        toLeader.send(this::endAtLeader);
        toLearner.send(this::endAtLearner);
    }

    private void endAtLeader() {
        if (leaderOpen) {
            leaderOpen = false;
            leader.happens(new Event.LearnerGone(id));
        }
    }

    private void endAtLearner() {
        if (learnerOpen) {
            learnerOpen = false;
            learner.happens(new Event.LeaderGone(attempt));
        }
    }

    void resume() {
        toLeader.resume();
        toLearner.resume();
    }
}
