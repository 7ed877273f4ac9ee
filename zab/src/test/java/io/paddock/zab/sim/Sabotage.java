// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.member.Rules;
import java.util.List;

/**
 * A planted bug. The core stays as it is: what goes in and out of it is falsified on the way, or the rules it is given are wrong ones. That a
 * run with sabotage fails shows that the simulator would notice such a bug.
 */
class Sabotage {
    Rules rules() {
        return Rules.ZAB;
    }

    /** @return what is carried out in place of what the core asked for */
    List<Effect> effects(long sid, List<Effect> effects) {
        return effects;
    }

    /** @return what the core is told in place of what happened */
    List<Event> events(long sid, Event event) {
        return List.of(event);
    }

    /** Whether a disk says "durable" as soon as it is asked. */
    boolean answersBeforeSync(long sid, Effect effect) {
        return false;
    }

    /** Whether a disk forgets what it is asked to save. */
    boolean forgets(Effect effect) {
        return false;
    }

    /** Whether a disk carries this out before everything that still waits. */
    boolean jumpsTheQueue(Effect effect) {
        return false;
    }

    /** Whether a sync that failed is said to have worked at the second try. */
    boolean retriesFailedSyncs() {
        return false;
    }

    /** How many records too many a cut leaves. */
    int leftByCut() {
        return 0;
    }

    /** Whether the log on disk does not know of its holes. */
    boolean ignoresHoles() {
        return false;
    }

    /** Whether a member that starts does not look for proposed configurations in its log. */
    boolean forgetsProposedConfigurations() {
        return false;
    }

    /** Whether an operator changes two members' lines in one go, and does not wait for the end of one change before the next. */
    boolean changesTwoMembersAtOnce() {
        return false;
    }

    /** @return how members without data form an ensemble, instead of what they should do */
    FirstEpoch firstEpoch(FirstEpoch right) {
        return right;
    }

    /** Whether a member with an empty disk believes that it is new, whatever others say. */
    boolean trustsEmptyDisks() {
        return false;
    }

    /** Whether a member whose disk was lost does not know that. */
    boolean forgetsThatItForgot() {
        return false;
    }
}
