// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;

/**
 * The bytes that a client has sent and that are not served yet. They are counted, because many clients may
 * send half a request. Confined to its loop.
 */
final class InputBuffer {
    private static final int COMPACT_BYTES = 64 << 10;

    private final LoopState loop;
    private ByteBuf bytes;

    InputBuffer(LoopState loop) {
        this.loop = loop;
    }

    /**
     * Takes over bytes from the socket. If all input buffers together take too much memory, the largest one
     * is released, which may be this one.
     */
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

    /** @return the bytes to read; call this only when not empty */
    ByteBuf bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == null;
    }

    int readableBytes() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** @return the bytes of memory it takes */
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
