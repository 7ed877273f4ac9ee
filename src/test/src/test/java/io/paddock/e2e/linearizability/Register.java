// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.linearizability;

import java.util.Objects;

/** What one znode may be at one moment. @param data null for no znode */
record Register(String data, int version) {
    static final Register ABSENT = new Register(null, -1);

    boolean exists() {
        return data != null;
    }

    /**
     * The znode after an operation that was answered.
     *
     * @return null if that answer cannot have been given here
     */
    Register after(Operation operation) {
        return switch (operation.kind()) {
            case READ -> shows(operation) ? this : null;
            default -> resultOf(operation) == operation.result() ? written(operation) : null;
        };
    }

    /** The znode after an operation without an answer, if it happened here. */
    Register afterDoubtful(Operation operation) {
        return operation.kind() == Operation.Kind.READ || resultOf(operation) != Operation.Result.DONE
                ? this
                : written(operation, Operation.Result.DONE);
    }

    private boolean shows(Operation read) {
        return switch (read.result()) {
            case DONE -> exists() && Objects.equals(data, read.data()) && version == read.version();
            case NO_NODE -> !exists();
            default -> false;
        };
    }

    private Operation.Result resultOf(Operation write) {
        if (write.kind() == Operation.Kind.CREATE) {
            return exists() ? Operation.Result.NODE_EXISTS : Operation.Result.DONE;
        }
        if (!exists()) {
            return Operation.Result.NO_NODE;
        }
        boolean right = write.version() == -1 || write.version() == version;
        return right ? Operation.Result.DONE : Operation.Result.BAD_VERSION;
    }

    private Register written(Operation write) {
        return written(write, write.result());
    }

    private Register written(Operation write, Operation.Result result) {
        if (result != Operation.Result.DONE) {
            return this;
        }
        return switch (write.kind()) {
            case CREATE -> new Register(write.data(), 0);
            case SET_DATA -> new Register(write.data(), version + 1);
            default -> ABSENT;
        };
    }
}
