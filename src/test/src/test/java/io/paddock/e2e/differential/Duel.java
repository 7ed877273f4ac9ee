// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.harness.ServerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Apache's server and Paddock's, set up alike, and programs played on both. */
final class Duel implements AutoCloseable {
    private final Profile profile;
    private final Compat compat;
    private Host apache;
    private Host paddock;

    /** Starts both. */
    Duel(Profile profile, Compat compat) {
        this.profile = profile;
        this.compat = compat;
        start();
    }

    private void start() {
        CompletableFuture<Host> other =
                CompletableFuture.supplyAsync(() -> Host.start(profile.server(ServerKind.APACHE)));
        paddock = Host.start(compat.set(profile.server(ServerKind.PADDOCK)));
        apache = other.join();
    }

    Compat compat() {
        return compat;
    }

    /** Plays a program on both, from the same standing. */
    Comparison play(Program program) {
        if (!apache.standing().equals(paddock.standing())) {
            // A difference that was found has left the fixed znodes of the two in different versions.
            close();
            start();
        }
        CompletableFuture<Transcript> other = CompletableFuture.supplyAsync(() -> ProgramRun.complete(program, apache));
        Transcript ours = ProgramRun.complete(program, paddock);
        try {
            return new Comparison(other.join(), ours);
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "Apache's server:\n" + apache.process().logTail(), e.getCause());
        }
    }

    /** The shortest program found, by leaving out steps, on which they still differ. */
    Program shortest(Program failing) {
        List<Step> steps = new ArrayList<>(failing.steps());
        for (int size = steps.size() / 2; size > 0; size /= 2) {
            for (int from = 0; from + size <= steps.size(); ) {
                List<Step> fewer = new ArrayList<>(steps);
                fewer.subList(from, from + size).clear();
                if (play(failing.with(fewer)).isEqual()) {
                    from += size;
                } else {
                    steps = fewer;
                }
            }
        }
        return failing.with(steps);
    }

    @Override
    public void close() {
        apache.close();
        paddock.close();
    }
}
