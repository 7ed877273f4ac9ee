// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Sessions that end, with their ephemerals: closed, or left silent until they expire. One thread at a time.
 *
 * <p>All ephemerals lie in one directory, so that one getChildren shows at one moment which sessions still have theirs: all or none.
 */
final class Mortals {
    static final String DIRECTORY = "/mortal";
    private static final int SHORT_MILLIS = 400;
    private static final int LONG_MILLIS = 60_000;
    private static final int EPHEMERALS_MAX = 5;

    private enum End {
        OPEN,
        CLOSING,
        CLOSED
    }

    private static final class Life {
        private final Handshake session;
        private final int sent;
        private int acknowledged;
        private End end = End.OPEN;

        private Life(Handshake session, int sent) {
            this.session = session;
            this.sent = sent;
        }

        private boolean isShort() {
            return session.timeoutMillis() < LONG_MILLIS;
        }

        @Override
        public String toString() {
            return "session 0x" + Long.toHexString(session.sessionId()) + " of " + session.timeoutMillis() + " ms, "
                    + acknowledged + " of " + sent + " ephemerals acknowledged, " + end;
        }
    }

    private final Random random;
    private final Map<String, Life> lives = new TreeMap<>();
    private volatile boolean stopped;

    Mortals(long seed) {
        this.random = new Random(seed);
    }

    void begin(int port) {
        try (Wire wire = Wire.open(port)) {
            wire.newSession(LONG_MILLIS);
            wire.call(Frame.create(1, DIRECTORY, new byte[0], 0));
            wire.call(Frame.closeSession(2));
        }
    }

    void stop() {
        stopped = true;
    }

    /** Lives one life after the other, until the server is gone or {@link #stop}. */
    void live(int port) {
        stopped = false;
        try {
            while (!stopped) {
                liveOnce(port);
            }
        } catch (IOException | UncheckedIOException e) {
            // The server was killed: what is left in doubt is looked at after the restart.
        }
    }

    private void liveOnce(int port) throws IOException {
        try (Wire wire = Wire.open(port)) {
            Handshake session = wire.newSession(random.nextBoolean() ? SHORT_MILLIS : LONG_MILLIS);
            Life life = new Life(session, 1 + random.nextInt(EPHEMERALS_MAX));
            String name = Long.toHexString(session.sessionId());
            lives.put(name, life);
            for (int i = 0; i < life.sent; i++) {
                wire.trySend(Frame.create(i + 1, DIRECTORY + "/" + name + "-" + i, new byte[0], Op.EPHEMERAL)
                        .bytes());
            }
            for (int i = 0; i < life.sent; i++) {
                Reply reply = wire.reply();
                // It may have been silent for too long already, on a busy machine.
                if (reply.error() != 0) {
                    return;
                }
                life.acknowledged++;
            }
            if (random.nextInt(3) > 0) {
                life.end = End.CLOSING;
                wire.trySend(Frame.closeSession(life.sent + 1).bytes());
                wire.reply();
                life.end = End.CLOSED;
            }
        }
    }

    /** Checks what the server shows after a restart, and ends the sessions that would live on. */
    void check(int port) {
        Map<String, List<Integer>> shown = shown(port);
        for (String name : shown.keySet()) {
            if (!lives.containsKey(name)) {
                throw new AssertionError(
                        "ephemerals of 0x" + name + " are still there: it was closed, or never answered");
            }
        }
        lives.forEach((name, life) -> check(life, shown.getOrDefault(name, List.of())));
        lives.values().removeIf(life -> life.end == End.CLOSED || endLong(life, port));
        lives.keySet().removeIf(name -> !shown.containsKey(name));
    }

    private static Map<String, List<Integer>> shown(int port) {
        Map<String, List<Integer>> shown = new TreeMap<>();
        try (Wire wire = Wire.open(port)) {
            wire.newSession(LONG_MILLIS);
            for (String child : Replies.children(wire, DIRECTORY)) {
                int dash = child.lastIndexOf('-');
                shown.computeIfAbsent(child.substring(0, dash), key -> new ArrayList<>())
                        .add(Integer.parseInt(child.substring(dash + 1)));
            }
            wire.call(Frame.closeSession(9));
        }
        return shown;
    }

    private static void check(Life life, List<Integer> shown) {
        boolean firstPart = shown.stream().allMatch(number -> number < shown.size());
        boolean whole = firstPart && shown.size() >= life.acknowledged && shown.size() <= life.sent;
        boolean mayBeGone = life.end != End.OPEN || life.isShort();
        boolean mayBeThere = life.end != End.CLOSED;
        boolean right = shown.isEmpty() && (mayBeGone || life.acknowledged == 0) || mayBeThere && whole;
        if (!right) {
            throw new AssertionError(life + ", but there are " + shown);
        }
    }

    // A session of a killed server goes on after the restart, as long as its client comes back in time.
    private static boolean endLong(Life life, int port) {
        if (life.isShort()) {
            return false;
        }
        try (Wire wire = Wire.open(port)) {
            Handshake answer = wire.handshake(life.session.renewal());
            if (answer.refused() && life.end == End.OPEN) {
                throw new AssertionError(life + ", and cannot be resumed");
            }
            if (!answer.refused()) {
                wire.call(Frame.closeSession(1));
            }
        }
        return true;
    }

    /** True once every ephemeral is gone. */
    boolean allGone(int port) {
        return shown(port).isEmpty();
    }
}
