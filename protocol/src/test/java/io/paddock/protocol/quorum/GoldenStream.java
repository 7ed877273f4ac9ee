// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One captured connection: its messages in order, each with the comment that explains it. */
record GoldenStream(String name, List<Line> lines) {
    enum Kind {
        INITIAL,
        SASL,
        NOTIFICATION,
        PACKET,
        SNAPSHOT
    }

    /** @param fromLearner whether the side that dialled sent it; on the quorum port that is the learner */
    record Line(Kind kind, boolean fromLearner, String comment, byte[] bytes) {
        boolean isSnapshot() {
            return kind == Kind.SNAPSHOT;
        }

        boolean isNotification() {
            return kind == Kind.NOTIFICATION;
        }

        Line with(byte[] others) {
            return new Line(kind, fromLearner, comment, others);
        }
    }

    static List<GoldenStream> all() {
        try {
            Path root = Path.of(GoldenStream.class.getResource("/golden/quorum").toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.filter(file -> file.toString().endsWith(".hex"))
                        .sorted()
                        .map(file -> read(root, file))
                        .toList();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GoldenStream read(Path root, Path file) {
        List<Line> lines = new ArrayList<>();
        String comment = "";
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("#")) {
                    comment = line;
                } else if (!line.isBlank()) {
                    byte[] bytes = ByteBufUtil.decodeHexDump(line.substring(2));
                    lines.add(new Line(kind(comment), line.startsWith(">"), file.getFileName() + " " + comment, bytes));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new GoldenStream(root.relativize(file).toString(), lines);
    }

    private static Kind kind(String comment) {
        if (comment.contains(": INITIAL")) {
            return Kind.INITIAL;
        } else if (comment.contains(": AUTH ")) {
            return Kind.SASL;
        } else if (comment.contains(": NOTIFICATION")) {
            return Kind.NOTIFICATION;
        } else {
            return comment.contains("napshot") || comment.contains("SNAPSHOT") ? Kind.SNAPSHOT : Kind.PACKET;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
