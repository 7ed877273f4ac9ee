// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A server that programs are played on, and an administrator's own session there: it looks at everything and tidies up. */
public final class Host implements AutoCloseable {
    static final List<String> FIXED = List.of("/", "/zookeeper", "/zookeeper/config", "/zookeeper/quota");
    private static final int TIMEOUT_MILLIS = 1_200_000;
    private static final int READ_ONLY = 1;
    private static final int ALL = 31;
    private static final int STAT_COUNTERS_AT = 32;
    private static final int STAT_COUNTERS_BYTES = 12;

    private final ServerProcess process;
    private Wire wire;
    private Handshake session;

    private Host(ServerProcess process) {
        this.process = process;
        openAdministrator();
    }

    /** Starts a server on an empty directory. */
    static Host start(ServerOptions options) {
        return new Host(ServerProcess.start(options));
    }

    /** Takes over a server that runs. */
    public static Host of(ServerProcess process) {
        return new Host(process);
    }

    private void openAdministrator() {
        wire = process.wire();
        session = wire.newSession(TIMEOUT_MILLIS);
        Frame auth = Frame.request(-4, Frame.AUTH)
                .i32(0)
                .string("digest")
                .buffer(Profile.SUPER_USER.getBytes(StandardCharsets.UTF_8));
        if (wire.call(auth).error() != 0) {
            throw new IllegalStateException("the administrator is not let in");
        }
    }

    ServerProcess process() {
        return process;
    }

    Wire connect() {
        return process.wire();
    }

    /** The last zxid that the server has applied. */
    long lastZxid() {
        return wire.call(Frame.ping()).zxid();
    }

    /** The versions of the znodes that outlive a program: two servers that differ in them have drifted apart. */
    String standing() {
        StringBuilder versions = new StringBuilder();
        for (String path : FIXED) {
            ByteBuffer stat =
                    wire.call(Frame.read(1, Frame.EXISTS, path, false)).body();
            byte[] counters = new byte[STAT_COUNTERS_BYTES];
            stat.get(stat.position() + STAT_COUNTERS_AT, counters);
            versions.append(path)
                    .append('=')
                    .append(java.util.HexFormat.of().formatHex(counters))
                    .append(' ');
        }
        return versions.toString();
    }

    /** Writes the whole tree into a transcript, path by path. */
    void describe(Transcript transcript) {
        for (String path : paths()) {
            transcript.begin(Transcript.AT_THE_END + Printable.text(path));
            for (int opcode : new int[] {Request.GET_DATA, Request.GET_ACL, Request.GET_CHILDREN2}) {
                Frame request = Frame.request(0, opcode).string(path);
                byte[] frame = call(opcode == Request.GET_ACL ? request : request.i8(0));
                transcript.reply(-1, opcode, frame);
            }
        }
    }

    /** Every path there is, parents first. */
    Set<String> paths() {
        Set<String> paths = new TreeSet<>();
        List<String> open = new ArrayList<>(List.of("/"));
        while (!open.isEmpty()) {
            String path = open.remove(open.size() - 1);
            paths.add(path);
            ByteBuffer names =
                    wire.call(Frame.read(0, Frame.GET_CHILDREN, path, false)).body();
            for (int left = names.getInt(); left > 0; left--) {
                byte[] name = new byte[names.getInt()];
                names.get(name);
                open.add((path.length() == 1 ? "/" : path + "/") + new String(name, StandardCharsets.UTF_8));
            }
        }
        return paths;
    }

    /** Removes what programs left, and gives the rest its first data and ACLs again. */
    void tidyUp() {
        List<String> deepestFirst = new ArrayList<>(paths());
        java.util.Collections.reverse(deepestFirst);
        for (String path : deepestFirst) {
            if (!FIXED.contains(path)) {
                require(Frame.delete(0, path), path);
            }
        }
        for (String path : FIXED) {
            int perms = path.endsWith("config") ? READ_ONLY : ALL;
            require(Frame.setData(0, path, new byte[0]), path);
            require(
                    Frame.request(0, Request.SET_ACL)
                            .string(path)
                            .i32(1)
                            .acl(perms, "world", "anyone")
                            .i32(-1),
                    path);
        }
    }

    private void require(Frame request, String path) {
        Reply reply = wire.call(request);
        if (reply.error() != 0) {
            throw new IllegalStateException("tidying up " + path + ": " + reply);
        }
    }

    private byte[] call(Frame request) {
        wire.send(request.bytes());
        return wire.frame();
    }

    /** Ends a session that a program left open. */
    void endSession(Handshake left) {
        try (Wire last = process.wire()) {
            if (!last.handshake(left.renewal()).refused()) {
                last.call(Frame.closeSession(0));
                last.closedByServer();
            }
        }
    }

    @Override
    public void close() {
        wire.close();
        process.close();
    }
}
