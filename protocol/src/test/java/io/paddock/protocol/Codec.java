// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol;

import io.paddock.protocol.client.AuthPacket;
import io.paddock.protocol.client.CheckRequest;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.protocol.client.ConnectResponse;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.DeleteRequest;
import io.paddock.protocol.client.MultiReadRequest;
import io.paddock.protocol.client.MultiRequest;
import io.paddock.protocol.client.PathRequest;
import io.paddock.protocol.client.ReconfigRequest;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.client.SetAclRequest;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.client.SetWatchesRequest;
import io.paddock.protocol.client.WatchRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.Stat;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One record with its read, its write and a sample value in which no optional part is missing. No shorter
 * prefix of its bytes is such a record, unless {@code shorterForms}.
 */
public record Codec<T>(
        String name, Function<JuteReader, T> read, BiConsumer<T, JuteWriter> write, T sample, boolean shorterForms) {
    private static final byte[] DATA = {1, 2, 3, -1};
    private static final List<Acl> ACL = List.of(
            new Acl(31, Id.ANYONE),
            new Acl(Acl.READ | Acl.ADMIN, new Id("digest", "bob:hash")),
            new Acl(0, new Id(null, "")));

    /** All codecs. */
    public static List<Codec<?>> all() {
        return List.of(
                of(
                        "connect",
                        ConnectRequest::read,
                        ConnectRequest::write,
                        new ConnectRequest(0, 0x1_0000_0005L, 30_000, -2, new byte[16], true),
                        true),
                of(
                        "connect of old clients",
                        ConnectRequest::read,
                        ConnectRequest::write,
                        new ConnectRequest(0, 7, 30_000, 0, new byte[16], null),
                        false),
                of(
                        "connect response",
                        ConnectResponse::read,
                        ConnectResponse::write,
                        new ConnectResponse(0, 4000, 0x100000000000001L, new byte[16], false),
                        true),
                of("reply header", ReplyHeader::read, ReplyHeader::write, new ReplyHeader(-1, -1, -101), false),
                of("stat", Stat::read, Stat::write, new Stat(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), false),
                of("acl", Acl::read, Acl::write, ACL.get(1), false),
                of("auth", AuthPacket::read, AuthPacket::write, new AuthPacket(0, "digest", DATA), false),
                create(OpCode.CREATE, -1),
                create(OpCode.CREATE2, -1),
                create(OpCode.CREATE_CONTAINER, -1),
                create(OpCode.CREATE_TTL, 3_600_000),
                of("delete", DeleteRequest::read, DeleteRequest::write, new DeleteRequest("/a", -1), false),
                of("check", CheckRequest::read, CheckRequest::write, new CheckRequest("/a", 3), false),
                of("setData", SetDataRequest::read, SetDataRequest::write, new SetDataRequest("/a", DATA, 2), false),
                of("setACL", SetAclRequest::read, SetAclRequest::write, new SetAclRequest("/a", ACL, -1), false),
                of("path", PathRequest::read, PathRequest::write, new PathRequest("/a/b", false), false),
                of(
                        "path and watch",
                        PathRequest::readWatched,
                        PathRequest::writeWatched,
                        new PathRequest("/a", true),
                        false),
                of("watch", WatchRequest::read, WatchRequest::write, new WatchRequest("/a", 5), false),
                of(
                        "setWatches",
                        SetWatchesRequest::read,
                        SetWatchesRequest::write,
                        new SetWatchesRequest(9, List.of("/d"), List.of(), List.of("/c", "/e"), List.of(), List.of()),
                        false),
                of(
                        "setWatches2",
                        SetWatchesRequest::read2,
                        SetWatchesRequest::write2,
                        new SetWatchesRequest(9, List.of("/d"), List.of("/x"), List.of(), List.of("/p"), List.of("/r")),
                        false),
                of(
                        "reconfig",
                        ReconfigRequest::read,
                        ReconfigRequest::write,
                        new ReconfigRequest("server.1=h:1:2", null, "", -1),
                        false),
                of("multi", MultiRequest::read, MultiRequest::write, multi(), false),
                of("multiRead", MultiReadRequest::read, MultiReadRequest::write, multiRead(), false),
                of("txn header", TxnHeader::read, TxnHeader::write, new TxnHeader(-5, 1, 2, 3, OpCode.MULTI), false),
                of("txn digest", TxnDigest::read, TxnDigest::write, new TxnDigest(2, -1), false),
                logged("create", new Txn.Create(OpCode.CREATE, "/a", DATA, ACL, true, 4)),
                logged("create2", new Txn.Create(OpCode.CREATE2, "/a", null, ACL, false, 4)),
                logged("create container", new Txn.CreateContainer("/c", DATA, ACL, 1)),
                logged("create ttl", new Txn.CreateTtl("/t", DATA, ACL, 1, 77)),
                logged("delete", new Txn.Delete(OpCode.DELETE, "/a")),
                logged("delete container", new Txn.Delete(OpCode.DELETE_CONTAINER, "/a")),
                logged("set data", new Txn.SetData(OpCode.SET_DATA, "/a", null, 8)),
                logged("reconfig", new Txn.SetData(OpCode.RECONFIG, "/zookeeper/config", DATA, 8)),
                logged("set acl", new Txn.SetAcl("/a", ACL, 1)),
                logged("create session", new Txn.CreateSession(30_000)),
                logged("close session", new Txn.CloseSession(List.of("/e", "/f"))),
                logged("error", new Txn.Error(-110)),
                logged(
                        "multi",
                        new Txn.Multi(List.of(
                                new Txn.Create(OpCode.CREATE, "/a", DATA, ACL, false, 1),
                                new Txn.Check("/a", 1),
                                new Txn.Delete(OpCode.DELETE, "/a"),
                                new Txn.SetData(OpCode.SET_DATA, "/b", DATA, 1),
                                new Txn.Error(-2)))));
    }

    private static Codec<CreateRequest> create(OpCode op, long ttlMillis) {
        return of(
                op.toString(),
                in -> CreateRequest.read(op, in),
                CreateRequest::write,
                new CreateRequest(op, "/a/\u00e9", DATA, ACL, 3, ttlMillis),
                false);
    }

    private static MultiRequest multi() {
        return new MultiRequest(List.of(
                new CreateRequest(OpCode.CREATE, "/a", DATA, ACL, 1, -1),
                new CreateRequest(OpCode.CREATE2, "/b", null, ACL, 2, -1),
                new CreateRequest(OpCode.CREATE_CONTAINER, "/c", DATA, ACL, 4, -1),
                new CreateRequest(OpCode.CREATE_TTL, "/t", DATA, ACL, 5, 1000),
                new DeleteRequest("/a", 1),
                new SetDataRequest("/b", DATA, -1),
                new CheckRequest("/b", 0)));
    }

    private static MultiReadRequest multiRead() {
        return new MultiReadRequest(List.of(
                new MultiReadRequest.Part(OpCode.GET_DATA, new PathRequest("/a", false)),
                new MultiReadRequest.Part(OpCode.GET_CHILDREN, new PathRequest("/", true))));
    }

    private static Codec<LoggedTxn> logged(String name, Txn txn) {
        TxnHeader header = new TxnHeader(0x1234, 5, 0x1_0000_0001L, 1_700_000_000_000L, txn.type());
        return of(
                "logged " + name,
                LoggedTxn::read,
                LoggedTxn::write,
                new LoggedTxn(header, txn, new TxnDigest(2, 0xd5adcb8cL)),
                true);
    }

    private static <T> Codec<T> of(
            String name,
            Function<JuteReader, T> read,
            BiConsumer<T, JuteWriter> write,
            T sample,
            boolean shorterForms) {
        return new Codec<>(name, read, write, sample, shorterForms);
    }

    public byte[] bytesOf(T value) {
        return Bytes.written(out -> write.accept(value, out));
    }

    public byte[] sampleBytes() {
        return bytesOf(sample);
    }

    /** Reads the bytes and writes the value again. */
    public byte[] throughValue(byte[] bytes) {
        return bytesOf(read.apply(Bytes.reader(bytes)));
    }

    @Override
    public String toString() {
        return name;
    }
}
