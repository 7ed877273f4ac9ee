// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.zab.door.Effect;
import io.paddock.zab.member.Member;

/**
 * The connection to the leader. While the leader does not accept it, the learner retries for a while. While
 * it is open, the connection measures how long the leader has been silent.
 */
final class LeaderConnection {
    private static final int ATTEMPTS_MAX = 5;
    private static final long PAUSE_MILLIS = 100;

    private final Member member;
    private final long leader;
    private final boolean isObserver;
    private long attempt;
    private int attempts;
    private long beganMillis;
    private long heardMillis;
    private long dialAgainAtMillis = Long.MAX_VALUE;

    /** @param attempt the number of the first connection */
    LeaderConnection(Member member, long leader, boolean isObserver, long attempt) {
        this.member = member;
        this.leader = leader;
        this.isObserver = isObserver;
        this.attempt = attempt;
        this.beganMillis = member.nowMillis();
        dial();
    }

    private void dial() {
        attempts++;
        heardMillis = member.nowMillis();
        dialAgainAtMillis = Long.MAX_VALUE;
        member.emit(new Effect.Connect(attempt, leader));
    }

    /** @return the number of the present connection */
    long attempt() {
        return attempt;
    }

    /** A message, or part of one, has arrived. */
    void heard() {
        heardMillis = member.nowMillis();
    }

    /** @return how long nothing has arrived, in milliseconds */
    long silentMillis() {
        return member.nowMillis() - heardMillis;
    }

    void say(LearnerMessage message) {
        member.emit(new Effect.ToLeader(attempt, message));
    }

    void answerPing(long zxid) {
        member.emit(new Effect.AnswerPing(attempt, zxid));
    }

    void close() {
        member.emit(new Effect.CloseLeader(attempt));
    }

    /** Closes this connection and opens another one. */
    void dialAnew() {
        close();
        attempts = 0;
        attempt++;
        beganMillis = member.nowMillis();
        dial();
    }

    /**
     * The connection could not be opened. Another attempt may succeed, because a leader may not listen yet.
     *
     * @return whether there will be another attempt
     */
    boolean dialsAgain() {
        // Of several observer masters, perhaps none listens. Then time is the only limit.
        boolean mayDialAgain =
                attempts < ATTEMPTS_MAX || isObserver && member.settings().observerMasters();
        if (mayDialAgain) {
            dialAgainAtMillis = member.nowMillis() + PAUSE_MILLIS;
        }
        return mayDialAgain;
    }

    /** Starts the next attempt if its time has come. */
    void onTick() {
        if (member.nowMillis() >= dialAgainAtMillis) {
            attempt++;
            dial();
        }
    }

    /** @return whether too much time has passed since the first attempt */
    boolean tookTooLong() {
        return member.nowMillis() - beganMillis > member.settings().connectLimitMillis();
    }
}
