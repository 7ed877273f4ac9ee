// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.differential.Step.Connect;
import io.paddock.e2e.differential.Step.Drop;
import io.paddock.e2e.differential.Step.Seen;
import io.paddock.e2e.differential.Step.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a few clients do, drawn from a seed: the same seed and profile always give the same program.
 *
 * @param prefix the subtree in which most of it happens
 */
public record Program(long seed, Profile profile, String prefix, List<Step> steps) {
    private static final int SLOTS = 3;
    private static final int STEPS_MIN = 30;
    private static final int STEPS_MAX = 70;
    private static final int BATCH_MAX = 8;
    private static final int WHOLE = 1 << 20;

    public Program {
        steps = List.copyOf(steps);
    }

    /** The same seed and prefix with other steps. */
    Program with(List<Step> other) {
        return new Program(seed, profile, prefix, other);
    }

    /** Draws a program. */
    public static Program of(long seed, Profile profile) {
        return new Drawing(seed, profile).draw();
    }

    /** A program being drawn. */
    private static final class Drawing {
        private final long seed;
        private final Profile profile;
        private final Random random;
        private final String prefix;
        private final RequestSource requests;
        private final List<Step> steps = new ArrayList<>();
        /** Which session a slot holds, as far as one can say before playing; -1 for none. */
        private final int[] held = {-1, -1, -1};

        private int sessions;

        Drawing(long seed, Profile profile) {
            this.seed = seed;
            this.profile = profile;
            this.random = new Random(seed * 31 + profile.ordinal());
            this.prefix = "/d" + seed;
            this.requests = new RequestSource(random, profile, prefix);
        }

        Program draw() {
            freshSession(0);
            add(0, List.of(requests.plainCreate(prefix, null)));
            if (random.nextInt(profile.extended() ? 2 : 5) == 0) {
                requests.quota(prefix).forEach(request -> add(0, List.of(request)));
            }
            int length = STEPS_MIN + random.nextInt(STEPS_MAX - STEPS_MIN);
            for (int i = 0; i < 5; i++) {
                add(0, List.of(requests.create()));
            }
            while (steps.size() < length) {
                step(random.nextInt(3) == 0 ? random.nextInt(SLOTS) : random.nextInt(2));
            }
            return new Program(seed, profile, prefix, steps);
        }

        private void step(int slot) {
            if (held[slot] < 0) {
                connect(slot);
                return;
            }
            int what = random.nextInt(100);
            if (what < 3) {
                connect(slot);
            } else if (what < 5) {
                steps.add(new Drop(slot));
                held[slot] = -1;
            } else if (what < 20) {
                batch(slot);
            } else {
                Request request = requests.any();
                add(slot, List.of(request));
                if (request.mayEnd() && (request.opcode() != Request.AUTH || random.nextInt(4) == 0)) {
                    held[slot] = -1;
                }
            }
        }

        private void connect(int slot) {
            int what = random.nextInt(20);
            if (sessions == 0 || what < 10) {
                freshSession(slot);
                return;
            }
            int session = random.nextInt(sessions);
            boolean attached = held[0] == session || held[1] == session || held[2] == session;
            boolean goodPassword = attached || random.nextInt(8) != 0;
            Seen seen = Seen.values()[random.nextInt(10) == 0 ? 2 : random.nextInt(2)];
            steps.add(new Connect(
                    slot,
                    session,
                    true,
                    goodPassword,
                    timeout(),
                    seen,
                    random.nextInt(8) != 0,
                    what == 19 ? cut() : 0));
            for (int other = 0; other < SLOTS; other++) {
                if (held[other] == session) {
                    held[other] = -1;
                }
            }
            held[slot] = session;
        }

        private void freshSession(int slot) {
            boolean first = steps.isEmpty();
            Seen seen = first || random.nextInt(12) != 0 ? Seen.LATEST : Seen.values()[random.nextInt(3)];
            int cut = first || random.nextInt(30) != 0 ? 0 : cut();
            steps.add(new Connect(slot, sessions, false, true, timeout(), seen, random.nextInt(8) != 0, cut));
            held[slot] = sessions++;
        }

        private int cut() {
            return 1 + random.nextInt(40);
        }

        private int timeout() {
            return switch (random.nextInt(6)) {
                case 0 -> -1;
                case 1 -> 1;
                case 2 -> Integer.MAX_VALUE;
                case 3 -> 120_001;
                default -> 600_000;
            };
        }

        private void batch(int slot) {
            int size = 2 + random.nextInt(BATCH_MAX - 1);
            List<Request> batch = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                Request request = requests.any();
                batch.add(request);
                if (KnownDifference.excludes(batch, profile)) {
                    batch.remove(batch.size() - 1);
                }
            }
            if (!batch.isEmpty()) {
                add(slot, batch);
            }
        }

        private void add(int slot, List<Request> batch) {
            if (KnownDifference.excludes(batch, profile)) {
                return;
            }
            int chunk = random.nextInt(12) == 0 ? 1 + random.nextInt(16) : WHOLE;
            steps.add(new Send(slot, batch, chunk));
            if (batch.stream().anyMatch(request -> request.opcode() == Request.CLOSE_SESSION)) {
                held[slot] = -1;
            }
        }
    }
}
