// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.member.Rules;
import java.util.List;

/**
 * A planted bug. The core stays as it is: the sabotage changes the events and effects on their way, or gives
 * the core wrong rules. A run with sabotage must fail. That shows that the simulator would notice such a bug.
 */
class Sabotage {
    Rules rules() {
        return Rules.ZAB;
    }

    /** @return what is carried out instead of the core's effects */
    List<Effect> effects(long sid, List<Effect> effects) {
        return effects;
    }

    /** @return what the core is told instead of the event */
    List<Event> events(long sid, Event event) {
        return List.of(event);
    }

    /** Whether a disk reports "durable" as soon as it is asked. */
    boolean answersBeforeSync(long sid, Effect effect) {
        return false;
    }

    /** Whether a disk forgets what it is asked to save. */
    boolean forgets(Effect effect) {
        return false;
    }

    /** Whether a disk does this before all work that still waits. */
    boolean jumpsTheQueue(Effect effect) {
        return false;
    }

    /** Whether a failed sync is reported as successful at the second try. */
    boolean retriesFailedSyncs() {
        return false;
    }

    /** How many records too many remain after a truncation. */
    int leftByCut() {
        return 0;
    }

    /** Whether the log on disk does not know its holes. */
    boolean ignoresHoles() {
        return false;
    }

    /** Whether a starting member does not look for proposed configurations in its log. */
    boolean forgetsProposedConfigurations() {
        return false;
    }

    /**
     * Whether an operator changes two members' lines at once and does not wait for the end of one change
     * before the next.
     */
    boolean changesTwoMembersAtOnce() {
        return false;
    }

    /** @return how members without data form an ensemble, instead of the right way */
    FirstEpoch firstEpoch(FirstEpoch right) {
        return right;
    }

    /** Whether a member with an empty disk believes that it is new, regardless of the other members. */
    boolean trustsEmptyDisks() {
        return false;
    }

    /** Whether a member whose disk was lost does not know that its history is incomplete. */
    boolean forgetsThatItForgot() {
        return false;
    }
}
