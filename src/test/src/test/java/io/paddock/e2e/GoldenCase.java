// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paddock.e2e.harness.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One step of the recorded scenario.
 *
 * @param profile which of the two servers
 * @param connection the connection that sends
 * @param opensConnection true if this step opens it
 * @param requestHoles what to fill into the request from earlier answers
 * @param heard what the sender hears
 * @param others what other connections hear in consequence
 * @param unordered true if a reply holds a list without a defined order
 */
record GoldenCase(
        String id,
        String profile,
        String connection,
        boolean opensConnection,
        byte[] request,
        List<Hole> requestHoles,
        Heard heard,
        List<Heard> others,
        boolean unordered) {
    private static final Path DIRECTORY = Layout.resource("golden/wire");

    /** Bytes that differ from run to run. @param kind what they are: timeMillis, or sessionId or passwd of a connection */
    record Hole(int offset, int length, String kind) {}

    /** What one connection receives in a step. @param closed true if the server closes it afterwards */
    record Heard(String connection, List<byte[]> frames, List<List<Hole>> holes, boolean closed) {}

    /** All steps in the order they were recorded. */
    static List<GoldenCase> all() {
        try {
            List<GoldenCase> cases = new ArrayList<>();
            for (JsonNode node : new ObjectMapper()
                    .readTree(DIRECTORY.resolve("cases.json").toFile())
                    .get("cases")) {
                cases.add(parse(node));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenCase parse(JsonNode node) throws IOException {
        String connection = node.get("conn").asText();
        List<Heard> others = new ArrayList<>();
        for (JsonNode also : node.path("also")) {
            others.add(heard(also.get("conn").asText(), also));
        }
        return new GoldenCase(
                node.get("id").asText(),
                node.get("profile").asText(),
                connection,
                node.get("new_connection").asBoolean(),
                frames(node.get("request").asText()).get(0),
                holes(node.get("request_volatile")),
                heard(connection, node),
                others,
                node.path("unordered_list").asBoolean(false));
    }

    private static Heard heard(String connection, JsonNode node) throws IOException {
        List<List<Hole>> holes = new ArrayList<>();
        for (JsonNode ofFrame : node.get("response_volatile")) {
            holes.add(holes(ofFrame));
        }
        return new Heard(
                connection,
                frames(node.get("response").asText()),
                holes,
                node.get("closed_after").asBoolean());
    }

    private static List<Hole> holes(JsonNode node) {
        List<Hole> holes = new ArrayList<>();
        for (JsonNode hole : node) {
            holes.add(new Hole(
                    hole.get(0).asInt(), hole.get(1).asInt(), hole.get(2).asText()));
        }
        return holes;
    }

    private static List<byte[]> frames(String file) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (String line : Files.readAllLines(DIRECTORY.resolve(file))) {
            if (!line.isBlank()) {
                frames.add(HexFormat.of().parseHex(line.strip()));
            }
        }
        return frames;
    }
}
