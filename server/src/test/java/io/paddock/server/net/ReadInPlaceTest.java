// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.DeleteRequest;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.Stat;
import io.paddock.server.EmbeddedServer;
import io.paddock.server.RawSession;
import org.junit.jupiter.api.Test;

/**
 * Reads that are sent between writes without waiting. Each read must see the write before it and not the
 * write after it.
 */
final class ReadInPlaceTest {
    private static final int ROUNDS = 300;

    @Test
    void seesTheWriteBeforeItAndNotTheOneAfterIt() {
        try (EmbeddedServer server = EmbeddedServer.start();
                RawSession client = new RawSession(server.port(), 30_000)) {
            assertEquals(0, client.create("/a", new byte[0], 0));
            for (int i = 0; i < ROUNDS; i++) {
                client.send(OpCode.SET_DATA, new SetDataRequest("/a", new byte[] {(byte) i}, i)::write);
                client.send(OpCode.GET_DATA, out -> out.writeString("/a").writeBoolean(false));
                client.send(OpCode.PING, out -> {});
                client.send(OpCode.EXISTS, out -> out.writeString("/b").writeBoolean(false));
            }
            long lastZxid = 0;
            for (int i = 0; i < ROUNDS; i++) {
                int firstXid = 2 + 4 * i;
                JuteReader set = client.next();
                ReplyHeader written = ReplyHeader.read(set);
                assertEquals(firstXid, written.xid());
                assertEquals(0, written.err());
                assertEquals(i + 1, Stat.read(set).version());
                JuteReader get = client.next();
                ReplyHeader read = ReplyHeader.read(get);
                assertEquals(new ReplyHeader(firstXid + 1, read.zxid(), 0), read);
                assertEquals((byte) i, get.readBuffer()[0]);
                assertEquals(i + 1, Stat.read(get).version());
                assertTrue(read.zxid() >= written.zxid(), "the read's zxid covers what it shows");
                ReplyHeader ping = ReplyHeader.read(client.next());
                assertEquals(ReplyHeader.PING_XID, ping.xid());
                ReplyHeader exists = ReplyHeader.read(client.next());
                assertEquals(firstXid + 3, exists.xid());
                assertEquals(-101, exists.err());
                assertTrue(written.zxid() > lastZxid && exists.zxid() >= ping.zxid() && ping.zxid() >= read.zxid());
                lastZxid = exists.zxid();
            }
        }
    }

    @Test
    void seesTheZnodeThatReplacedADeletedOne() {
        try (EmbeddedServer server = EmbeddedServer.start();
                RawSession client = new RawSession(server.port(), 30_000)) {
            assertEquals(0, client.create("/a", new byte[0], 0));
            for (int i = 0; i < ROUNDS; i++) {
                byte[] data = {(byte) i};
                client.send(OpCode.DELETE, new DeleteRequest("/a", -1)::write);
                client.send(OpCode.EXISTS, out -> out.writeString("/a").writeBoolean(false));
                client.send(
                        OpCode.CREATE,
                        new CreateRequest(OpCode.CREATE, "/a", data, Acl.OPEN, 0, CreateRequest.NO_TTL)::write);
                client.send(OpCode.GET_DATA, out -> out.writeString("/a").writeBoolean(false));
            }
            for (int i = 0; i < ROUNDS; i++) {
                assertEquals(0, ReplyHeader.read(client.next()).err());
                assertEquals(-101, ReplyHeader.read(client.next()).err());
                assertEquals(0, ReplyHeader.read(client.next()).err());
                JuteReader get = client.next();
                assertEquals(0, ReplyHeader.read(get).err());
                assertEquals((byte) i, get.readBuffer()[0]);
            }
        }
    }

    @Test
    void setsItsWatchBetweenTheTwoWrites() {
        try (EmbeddedServer server = EmbeddedServer.start();
                RawSession client = new RawSession(server.port(), 30_000)) {
            assertEquals(0, client.create("/a", new byte[0], 0));
            for (int i = 0; i < ROUNDS; i++) {
                client.send(OpCode.SET_DATA, new SetDataRequest("/a", new byte[0], -1)::write);
                client.send(OpCode.GET_DATA, out -> out.writeString("/a").writeBoolean(true));
            }
            client.send(OpCode.SET_DATA, new SetDataRequest("/a", new byte[0], -1)::write);
            for (int i = 0; i <= ROUNDS; i++) {
                if (i > 0) {
                    assertEquals(
                            ReplyHeader.NOTIFICATION_XID,
                            ReplyHeader.read(client.next()).xid());
                }
                assertEquals(2 + 2 * i, ReplyHeader.read(client.next()).xid());
                if (i < ROUNDS) {
                    assertEquals(3 + 2 * i, ReplyHeader.read(client.next()).xid());
                }
            }
        }
    }
}
