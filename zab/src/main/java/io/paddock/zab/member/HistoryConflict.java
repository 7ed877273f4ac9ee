// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

/**
 * Whether this member's history and the one of an established leader exclude each other. While that may be so this member does not vote.
 *
 * <p>A leader that has been replaced and does not know it yet looks the same at first. It cannot stay so for long: it leaves once its followers have
 * been silent for syncLimit. So the conflict is certain only when one leader has repeated it for twice that time. Until then it is
 * forgotten when it is not repeated.
 */
public final class HistoryConflict {
    private static final int REFUSALS_MIN = 3;

    private final long pauseMillis;
    private final long certainAfterMillis;
    private boolean isCertain;
    private boolean isFound;
    private long leader;
    private long epoch;
    private long foundMillis;
    private long lastedMillis;
    private int refusals;

    /** @param isCertain whether that was known when the process started */
    HistoryConflict(int tickMillis, long syncLimitMillis, boolean isCertain) {
        this.pauseMillis = tickMillis;
        this.certainAfterMillis = 2 * (syncLimitMillis + tickMillis);
        this.isCertain = isCertain;
    }

    /** An established leader's history excludes ours. */
    void found(long withLeader, long ofEpoch, long nowMillis) {
        boolean isRepeated = isFound && withLeader == leader && ofEpoch == epoch;
        // A long gap proves little: the leader may have stood still, and leave as soon as it goes on.
        lastedMillis = isRepeated ? lastedMillis + Math.min(nowMillis - foundMillis, 2 * pauseMillis) : 0;
        isFound = true;
        leader = withLeader;
        epoch = ofEpoch;
        foundMillis = nowMillis;
        isCertain |= lastedMillis >= certainAfterMillis;
    }

    /** A leader closed the connection where it should have sent its history. @return whether that was no accident */
    boolean isRefusedAgain() {
        refusals++;
        return refusals >= REFUSALS_MIN;
    }

    /** A leader's history is ours now. */
    void end() {
        refusals = 0;
        isCertain = false;
        isFound = false;
    }

    /** @return whether only an operator can end it */
    public boolean isCertain() {
        return isCertain;
    }

    /** @return whether this member must not vote */
    boolean isOn(long nowMillis) {
        return isCertain || isFound && nowMillis - foundMillis < certainAfterMillis;
    }

    /** @return whether it is too early to try a leader again */
    boolean pauses(long nowMillis) {
        return isFound && nowMillis - foundMillis < pauseMillis;
    }
}
