// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.zab.door.Effect;
import io.paddock.zab.member.Member;

/** The connection to the leader: dialled again for a while as long as nobody answers, and missed when nothing comes over it. */
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

    /** @param attempt the name of the first connection */
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

    /** @return the name of the present connection */
    long attempt() {
        return attempt;
    }

    /** Something has come. */
    void heard() {
        heardMillis = member.nowMillis();
    }

    /** @return how long nothing has come */
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

    /** Ends this connection and begins another one. */
    void dialAnew() {
        close();
        attempts = 0;
        attempt++;
        beganMillis = member.nowMillis();
        dial();
    }

    /** It did not come about. @return whether it will be tried again: a leader may not listen yet */
    boolean dialsAgain() {
        // Of several masters none need listen; time is the only limit then.
        boolean mayDialAgain =
                attempts < ATTEMPTS_MAX || isObserver && member.settings().observerMasters();
        if (mayDialAgain) {
            dialAgainAtMillis = member.nowMillis() + PAUSE_MILLIS;
        }
        return mayDialAgain;
    }

    /** Dials again if it is time to. */
    void onTick() {
        if (member.nowMillis() >= dialAgainAtMillis) {
            attempt++;
            dial();
        }
    }

    /** @return whether too much time has gone by since the first attempt for it to come about */
    boolean tookTooLong() {
        return member.nowMillis() - beganMillis > member.settings().connectLimitMillis();
    }
}
