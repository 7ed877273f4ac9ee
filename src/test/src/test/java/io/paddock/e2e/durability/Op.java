// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import io.paddock.e2e.harness.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A request of a {@link Writer}. */
sealed interface Op {
    int CREATE = 1;
    int DELETE = 2;
    int GET_DATA = 4;
    int SET_DATA = 5;
    int CHECK = 13;
    int MULTI = 14;
    int CLOSE_SESSION = -11;

    int EPHEMERAL = 1;
    int SEQUENTIAL = 2;

    int opcode();

    /** What follows the header. */
    Frame body(Frame frame);

    /** The whole request. */
    default byte[] bytes(int xid) {
        return body(Frame.request(xid, opcode())).bytes();
    }

    /** @param flags 0, {@link #EPHEMERAL}, {@link #SEQUENTIAL} or both */
    record Create(String path, String data, int flags) implements Op {
        @Override
        public int opcode() {
            return CREATE;
        }

        @Override
        public Frame body(Frame frame) {
            return frame.createBody(path, data.getBytes(StandardCharsets.UTF_8), flags);
        }

        boolean isSequential() {
            return (flags & SEQUENTIAL) != 0;
        }

        boolean isEphemeral() {
            return (flags & EPHEMERAL) != 0;
        }
    }

    /** @param version expected, -1 for any */
    record SetData(String path, String data, int version) implements Op {
        @Override
        public int opcode() {
            return SET_DATA;
        }

        @Override
        public Frame body(Frame frame) {
            return frame.string(path)
                    .buffer(data.getBytes(StandardCharsets.UTF_8))
                    .i32(version);
        }
    }

    /** @param version expected, -1 for any */
    record Delete(String path, int version) implements Op {
        @Override
        public int opcode() {
            return DELETE;
        }

        @Override
        public Frame body(Frame frame) {
            return frame.string(path).i32(version);
        }
    }

    /** Only as a part of a multi. */
    record Check(String path, int version) implements Op {
        @Override
        public int opcode() {
            return CHECK;
        }

        @Override
        public Frame body(Frame frame) {
            return frame.string(path).i32(version);
        }
    }

    /** All parts or none. */
    record Multi(List<Op> parts) implements Op {
        @Override
        public int opcode() {
            return MULTI;
        }

        @Override
        public Frame body(Frame frame) {
            for (Op part : parts) {
                part.body(frame.part(part.opcode()));
            }
            return frame.lastPart();
        }
    }

    /** Puts a znode into the directory that all writers share, named by the server. @param prefix path without the number */
    record Enqueue(String prefix, String id) implements Op {
        @Override
        public int opcode() {
            return CREATE;
        }

        @Override
        public Frame body(Frame frame) {
            return frame.createBody(prefix, id.getBytes(StandardCharsets.UTF_8), SEQUENTIAL);
        }
    }

    /** Takes it out again. */
    record Dequeue(String path, String id) implements Op {
        @Override
        public int opcode() {
            return DELETE;
        }

        @Override
        public Frame body(Frame frame) {
            return frame.string(path).i32(-1);
        }
    }

    /** getData: must show what the writes before it made. */
    record Read(String path) implements Op {
        @Override
        public int opcode() {
            return GET_DATA;
        }

        @Override
        public Frame body(Frame frame) {
            return frame.string(path).i8(0);
        }
    }

    /** Ends the session: its ephemerals go. */
    record CloseSession() implements Op {
        @Override
        public int opcode() {
            return CLOSE_SESSION;
        }

        @Override
        public Frame body(Frame frame) {
            return frame;
        }
    }
}
