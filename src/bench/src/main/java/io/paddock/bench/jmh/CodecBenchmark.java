// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.client.WatchRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.Stat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of decoding a request and encoding a reply, in direct buffers as on the wire. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final String PATH = "/bench/k00000000042";

    private final byte[] value = new byte[100];
    private final Stat stat = new Stat(1, 2, 3, 4, 5, 6, 7, 0, 100, 0, 8);
    private final JuteReader reader = new JuteReader(1 << 20);
    private ByteBuf read;
    private ByteBuf set;
    private ByteBuf create;
    private ByteBuf reply;
    private JuteWriter replyWriter;

    @Setup
    public void encodeRequests() {
        read = direct();
        new WatchRequest(PATH, 0).write(new JuteWriter(read));
        set = direct();
        new SetDataRequest(PATH, value, -1).write(new JuteWriter(set));
        create = direct();
        new CreateRequest(OpCode.CREATE, PATH, value, Acl.OPEN, 0, CreateRequest.NO_TTL).write(new JuteWriter(create));
        reply = direct();
        replyWriter = new JuteWriter(reply);
    }

    @TearDown
    public void release() {
        read.release();
        set.release();
        create.release();
        reply.release();
    }

    @Benchmark
    public String readString() {
        read.readerIndex(0);
        return reader.over(read, read.readableBytes()).readString();
    }

    @Benchmark
    public SetDataRequest decodeSetData() {
        set.readerIndex(0);
        return SetDataRequest.read(reader.over(set, set.readableBytes()));
    }

    @Benchmark
    public CreateRequest decodeCreate() {
        create.readerIndex(0);
        return CreateRequest.read(OpCode.CREATE, reader.over(create, create.readableBytes()));
    }

    @Benchmark
    public ByteBuf encodeDataReply() {
        reply.clear();
        reply.writeInt(0);
        new ReplyHeader(1, 2, 0).write(replyWriter);
        replyWriter.writeBuffer(value);
        stat.write(replyWriter);
        return reply.setInt(0, reply.readableBytes() - 4);
    }

    private static ByteBuf direct() {
        return PooledByteBufAllocator.DEFAULT.directBuffer(1024);
    }
}
