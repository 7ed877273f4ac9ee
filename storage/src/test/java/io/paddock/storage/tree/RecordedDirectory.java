// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.LoggedTxn;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A data directory that Apache ZooKeeper 3.9.5 wrote or read, and its content afterwards. It is read without
 * the checks that a server makes.
 */
final class RecordedDirectory {
    private static final int HEADER_BYTES = 16;

    private final Path directory;

    RecordedDirectory(String name) {
        try {
            directory = Path.of(RecordedDirectory.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The newest snapshot, without the logs. */
    ZnodeTree loadSnapshot() throws IOException {
        Path newest = files("snapshot.").reduce((older, newer) -> newer).orElseThrow();
        JuteReader in = new JuteReader(
                Unpooled.wrappedBuffer(Files.readAllBytes(newest)).skipBytes(HEADER_BYTES));
        TreeLoader loader = new TreeLoader(true);
        for (int i = in.readInt(); i > 0; i--) {
            loader.session(in.readLong(), in.readInt());
        }
        for (int i = in.readInt(); i > 0; i--) {
            loader.acl(in.readLong(), in.readAcls());
        }
        for (String path = in.readString(); !path.equals("/"); path = in.readString()) {
            byte[] data = in.readBuffer();
            long acl = in.readLong();
            long czxid = in.readLong();
            long mzxid = in.readLong();
            long ctime = in.readLong();
            long mtime = in.readLong();
            int version = in.readInt();
            int creates = in.readInt();
            int aversion = in.readInt();
            long owner = in.readLong();
            loader.node(path, data, acl, czxid, mzxid, ctime, mtime, version, creates, aversion, owner, in.readLong());
        }
        in.readLong();
        in.readString();
        if (in.remaining() > 21) {
            long zxid = in.readLong();
            loader.digest(zxid, in.readInt() == 2 ? in.readLong() : 0);
        }
        return loader.finish(zxid(newest));
    }

    /** All records of all logs, by file. */
    List<LoggedTxn> readLogs() throws IOException {
        List<LoggedTxn> txns = new ArrayList<>();
        for (Path log : files("log.").toList()) {
            ByteBuf bytes = Unpooled.wrappedBuffer(Files.readAllBytes(log)).skipBytes(HEADER_BYTES);
            while (bytes.readableBytes() > 12 && bytes.getInt(bytes.readerIndex() + 8) != 0) {
                int length = bytes.skipBytes(8).readInt();
                txns.add(LoggedTxn.read(new JuteReader(bytes.readSlice(length))));
                bytes.skipBytes(1);
            }
        }
        return txns;
    }

    /** @return expected.json as maps, lists, strings, longs and nulls */
    @SuppressWarnings("unchecked")
    Map<String, Object> expected() throws IOException {
        try (JsonParser json = new JsonFactory()
                .createParser(directory.resolve("expected.json").toFile())) {
            json.nextToken();
            return (Map<String, Object>) value(json);
        }
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    map.put(name, value(json));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NULL -> null;
            default -> json.getText();
        };
    }

    private Stream<Path> files(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all
                    .filter(each -> each.getFileName().toString().startsWith(prefix))
                    .sorted((a, b) -> Long.compare(zxid(a), zxid(b)))
                    .toList()
                    .stream();
        }
    }

    private static long zxid(Path file) {
        String name = file.getFileName().toString();
        return Long.parseUnsignedLong(name.substring(name.indexOf('.') + 1), 16);
    }
}
