// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;

/** What a client has sent and nobody has served yet; counted, since it may be half requests of many clients. Confined to its loop. */
final class InputBuffer {
    private static final int COMPACT_BYTES = 64 << 10;

    private final LoopState loop;
    private ByteBuf bytes;

    InputBuffer(LoopState loop) {
        this.loop = loop;
    }

    /** Takes over what the socket brought. When all input together takes too much, the largest goes: this one may be empty afterwards. */
    void add(ByteBuf more) {
        if (bytes == null) {
            bytes = more;
            count(more.capacity());
            return;
        }
        if (bytes.readerIndex() > COMPACT_BYTES) {
            bytes.discardReadBytes();
        }
        int before = bytes.capacity();
        bytes.writeBytes(more);
        more.release();
        count(bytes.capacity() - before);
    }

    private void count(int grown) {
        if (grown > 0 && !loop.mayGather(grown)) {
            loop.refuseLargestInput();
        }
    }

    /** @return the bytes, to be read from; only when not empty */
    ByteBuf bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == null;
    }

    int readableBytes() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** @return the memory it takes */
    int capacity() {
        return bytes == null ? 0 : bytes.capacity();
    }

    void release() {
        if (bytes != null) {
            loop.gathered(bytes.capacity());
            bytes.release();
            bytes = null;
        }
    }

    void releaseIfRead() {
        if (bytes != null && !bytes.isReadable()) {
            release();
        }
    }
}
