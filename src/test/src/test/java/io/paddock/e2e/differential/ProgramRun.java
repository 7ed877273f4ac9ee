// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.differential.Step.Connect;
import io.paddock.e2e.differential.Step.Drop;
import io.paddock.e2e.differential.Step.Seen;
import io.paddock.e2e.differential.Step.Send;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plays a program on one server. At any moment only one connection has requests outstanding, so that each server's answers, and the
 * events between them, come in the one order that the program determines.
 */
public final class ProgramRun implements AutoCloseable {
    private static final int SILENCE_MILLIS = 15_000;
    private static final long FAR_AHEAD = 1_000_000;

    private final Host host;
    private final long base;
    private final Names names;
    private final Transcript transcript;
    private final Map<Integer, Wire> open = new TreeMap<>();
    private final Map<Integer, Handshake> sessions = new TreeMap<>();
    private final Map<Integer, Integer> attached = new TreeMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private long latest;

    private ProgramRun(Host host) {
        this.host = host;
        this.base = host.lastZxid();
        this.latest = base;
        this.names = new Names(base);
        this.transcript = new Transcript(names);
    }

    /** Plays a program, looks at the tree it leaves, and takes everything away again. */
    static Transcript complete(Program program, Host host) {
        try (ProgramRun run = play(program, host)) {
            host.describe(run.transcript);
            run.endSessions();
            host.tidyUp();
            return run.transcript;
        }
    }

    /** Plays a program and leaves connections, sessions and znodes as they are. */
    public static ProgramRun play(Program program, Host host) {
        ProgramRun run = new ProgramRun(host);
        for (Step step : program.steps()) {
            run.transcript.begin(step.toString());
            if (step instanceof Connect connect) {
                run.connect(connect);
            } else if (step instanceof Send send) {
                run.send(send);
            } else {
                run.drop(((Drop) step).slot());
            }
        }
        run.settle();
        return run;
    }

    Transcript transcript() {
        return transcript;
    }

    /** The sessions that were granted and not closed, by number. */
    public Map<Integer, Handshake> sessions() {
        Map<Integer, Handshake> open = new TreeMap<>(sessions);
        open.keySet().removeAll(ended);
        return open;
    }

    private void connect(Connect step) {
        drop(step.slot());
        Handshake known = sessions.get(step.session());
        Handshake wanted = step.renew() && known != null
                ? new Handshake(0, step.timeoutMillis(), known.sessionId(), known.password())
                : Handshake.fresh(step.timeoutMillis());
        if (!step.goodPassword()) {
            wanted = wanted.withPassword(new byte[16]);
        }
        wanted = wanted.withZxid(seen(step.seen()));
        Wire wire = host.connect();
        wire.readTimeout(SILENCE_MILLIS);
        open.put(step.slot(), wire);
        byte[] request = wanted.bytes();
        int missing = step.cut() + (step.readOnlyByte() ? 0 : 1);
        wire.send(relabelled(Arrays.copyOf(request, request.length - missing)));
        byte[] answer = frame(step.slot());
        if (answer == null) {
            return;
        }
        Handshake granted = Handshake.parse(answer);
        if (granted.refused()) {
            transcript.connected(step.slot(), answer);
            expectEnd(step.slot());
            return;
        }
        if (known == null || !step.renew()) {
            sessions.put(step.session(), granted);
            names.learnSession(granted.sessionId(), step.session());
        }
        transcript.connected(step.slot(), answer);
        // The former connection of this session is cut off.
        for (int slot : List.copyOf(open.keySet())) {
            if (slot != step.slot() && Integer.valueOf(step.session()).equals(attached.get(slot))) {
                expectEnd(slot);
            }
        }
        attached.put(step.slot(), step.session());
    }

    private long seen(Seen seen) {
        return switch (seen) {
            case NOTHING -> 0;
            case LATEST -> latest;
            case FUTURE -> latest + FAR_AHEAD;
        };
    }

    private static byte[] relabelled(byte[] frame) {
        byte[] length = Frame.empty().i32(frame.length - 4).bytes();
        System.arraycopy(length, 4, frame, 0, 4);
        return frame;
    }

    private void send(Send step) {
        Wire wire = open.get(step.slot());
        if (wire == null) {
            transcript.mark(step.slot(), "there is no connection");
            return;
        }
        Frame all = Frame.empty();
        step.requests().forEach(request -> all.raw(request.bytes(base)));
        byte[] framed = all.bytes();
        byte[] bytes = Arrays.copyOfRange(framed, 4, framed.length);
        try {
            for (int from = 0; from < bytes.length; from += step.chunkBytes()) {
                wire.trySend(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step.chunkBytes())));
            }
        } catch (IOException e) {
            end(step.slot());
            return;
        }
        for (Request request : step.requests()) {
            if (!reply(step.slot(), request)) {
                return;
            }
        }
    }

    /** @return whether the connection is still good */
    private boolean reply(int slot, Request request) {
        byte[] frame = pastEvents(slot);
        if (frame == null) {
            return false;
        }
        transcript.reply(slot, request.opcode(), frame);
        latest = Math.max(latest, FrameText.zxid(frame));
        boolean closing = request.opcode() == Request.CLOSE_SESSION;
        if (closing) {
            ended.add(attached.get(slot));
            names.learnSessionEnd(FrameText.zxid(frame));
        }
        boolean refused = request.mayEnd() && FrameText.error(frame) != 0;
        if (closing || refused) {
            expectEnd(slot);
            return false;
        }
        return true;
    }

    /** Events that nobody has waited for yet come ahead of the answer to a ping. */
    private void settle() {
        transcript.begin(Transcript.AT_THE_END + "a ping over each connection");
        for (int slot : List.copyOf(open.keySet())) {
            open.get(slot).send(Frame.ping().bytes());
            byte[] frame = pastEvents(slot);
            if (frame != null) {
                transcript.reply(slot, Request.PING, frame);
            }
        }
    }

    private byte[] pastEvents(int slot) {
        while (true) {
            byte[] frame = frame(slot);
            if (frame == null || !FrameText.isEvent(frame)) {
                return frame;
            }
            transcript.event(slot, frame);
        }
    }

    /** @return the next frame, or null if the connection ends or stays silent: then it is given up */
    private byte[] frame(int slot) {
        try {
            return open.get(slot).frame();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                transcript.mark(slot, "silence");
                drop(slot);
            } else {
                end(slot);
            }
            return null;
        }
    }

    private void expectEnd(int slot) {
        while (open.containsKey(slot)) {
            byte[] frame = frame(slot);
            if (frame != null && FrameText.isEvent(frame)) {
                transcript.event(slot, frame);
            } else if (frame != null) {
                transcript.mark(slot, "an unexpected frame " + Printable.bytes(frame));
            }
        }
    }

    private void end(int slot) {
        transcript.mark(slot, "the connection is closed");
        drop(slot);
    }

    private void drop(int slot) {
        attached.remove(slot);
        Wire wire = open.remove(slot);
        if (wire != null) {
            wire.close();
        }
    }

    void endSessions() {
        close();
        sessions.values().forEach(host::endSession);
    }

    @Override
    public void close() {
        List.copyOf(open.keySet()).forEach(this::drop);
    }
}
