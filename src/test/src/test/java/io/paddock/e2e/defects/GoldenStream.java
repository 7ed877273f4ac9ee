// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.defects;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A recorded quorum connection, message by message.
 *
 * @param messages in the order they were seen
 */
record GoldenStream(List<Message> messages) {
    /** @param name what kind of message it is, with its fields */
    private record Message(boolean fromLearner, byte[] bytes, String name) {}

    static GoldenStream read(Path file) throws IOException {
        List<Message> messages = new ArrayList<>();
        String comment = "";
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#")) {
                comment = line.substring(line.indexOf("bytes: ") + "bytes: ".length());
            } else {
                messages.add(new Message(line.charAt(0) == '>', HexFormat.of().parseHex(line.substring(2)), comment));
            }
        }
        return new GoldenStream(messages);
    }

    /** Waits at a port for the learner. */
    Player playAt(int port) throws IOException {
        return new Player(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    }

    /** The leader's side of it. Whatever the learner says must be what was recorded; only which sessions its answer to a ping names is its own affair. */
    final class Player implements AutoCloseable {
        private static final int PATIENCE_MILLIS = 60_000;
        private static final int PING_HEAD_BYTES = Integer.BYTES + Long.BYTES;

        private final ServerSocket listener;
        private Socket learner;
        private int next;

        private Player(ServerSocket listener) throws IOException {
            this.listener = listener;
            listener.setSoTimeout(PATIENCE_MILLIS);
        }

        /** Goes on up to the first message of a kind. */
        void upToAndWithout(String name) throws IOException {
            while (next < messages.size() && !messages.get(next).name.startsWith(name)) {
                play(messages.get(next++));
            }
        }

        void toTheEnd() throws IOException {
            while (next < messages.size()) {
                play(messages.get(next++));
            }
        }

        private void play(Message message) throws IOException {
            if (learner == null) {
                learner = listener.accept();
                learner.setTcpNoDelay(true);
                learner.setSoTimeout(PATIENCE_MILLIS);
            }
            if (message.fromLearner) {
                DataInputStream in = new DataInputStream(learner.getInputStream());
                byte[] said = new byte[message.name.startsWith("PING") ? PING_HEAD_BYTES : message.bytes.length];
                in.readFully(said);
                if (said.length == PING_HEAD_BYTES) {
                    in.readNBytes(in.readInt() + Integer.BYTES);
                }
                HexFormat hex = HexFormat.of();
                if (!hex.formatHex(message.bytes).startsWith(hex.formatHex(said))) {
                    throw new AssertionError("recorded was " + message.name + ", " + hex.formatHex(message.bytes)
                            + "; said is " + hex.formatHex(said));
                }
            } else {
                learner.getOutputStream().write(message.bytes);
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            if (learner != null) {
                learner.close();
            }
        }
    }
}
