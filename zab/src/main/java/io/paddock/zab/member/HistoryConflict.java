// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

/**
 * Records whether this member's history and an established leader's exclude each other. While that is
 * possible, this member does not vote.
 *
 * <p>A leader that has been replaced without knowing it looks the same at first. But it soon stops leading:
 * it leaves once its followers have been silent for syncLimit. So a conflict is certain only when one leader
 * has repeated it for twice that time. A conflict that is not repeated in that time is forgotten.
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

    /** @param isCertain whether the conflict was already certain when the process started */
    HistoryConflict(int tickMillis, long syncLimitMillis, boolean isCertain) {
        this.pauseMillis = tickMillis;
        this.certainAfterMillis = 2 * (syncLimitMillis + tickMillis);
        this.isCertain = isCertain;
    }

    /** An established leader's history excludes this member's. */
    void found(long withLeader, long ofEpoch, long nowMillis) {
        boolean isRepeated = isFound && withLeader == leader && ofEpoch == epoch;
        // A long gap proves little. The leader's process may have been suspended, and may leave as soon as it
        // resumes.
        lastedMillis = isRepeated ? lastedMillis + Math.min(nowMillis - foundMillis, 2 * pauseMillis) : 0;
        isFound = true;
        leader = withLeader;
        epoch = ofEpoch;
        foundMillis = nowMillis;
        isCertain |= lastedMillis >= certainAfterMillis;
    }

    /**
     * A leader closed the connection when it should have sent its history.
     *
     * @return whether this has happened too often to be an accident
     */
    boolean isRefusedAgain() {
        refusals++;
        return refusals >= REFUSALS_MIN;
    }

    /** This member has taken over a leader's history, so the conflict is over. */
    void end() {
        refusals = 0;
        isCertain = false;
        isFound = false;
    }

    /** @return whether only an operator can end the conflict */
    public boolean isCertain() {
        return isCertain;
    }

    /** @return whether this member must not vote */
    boolean isOn(long nowMillis) {
        return isCertain || isFound && nowMillis - foundMillis < certainAfterMillis;
    }

    /** @return whether it is too early to try to follow a leader again */
    boolean pauses(long nowMillis) {
        return isFound && nowMillis - foundMillis < pauseMillis;
    }
}
