// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import io.paddock.e2e.harness.Finished;
import io.paddock.e2e.harness.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The machine that a member sees. The syncs of its disk can be slow or fail, and its wall clock can be wrong.
 * For that, a small C library ({@code machine.c}) is loaded before the C library. It works with servers of
 * both kinds.
 */
public final class Machine {
    private static final int SYNC_MILLIS = 0;
    private static final int SYNC_ERRNO = 8;
    private static final int AHEAD_MILLIS = 16;
    private static final int SYNCS_SLOWED = 24;
    private static final int SYNCS_FAILED = 32;
    private static final int BYTES = 40;
    private static final int EIO = 5;

    private final Path library;
    private final Path orders;
    private final MappedByteBuffer shared;

    private Machine(Path library, Path orders) {
        this.library = library;
        this.orders = orders;
        try (FileChannel channel = FileChannel.open(
                orders, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            shared = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
            shared.order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Builds {@code count} machines. The result is empty if there is no C compiler. */
    public static Optional<List<Machine>> build(int count) {
        Path directory = Layout.newDirectory("machine");
        Path library = directory.resolve("machine.so");
        try {
            Finished compiled = Finished.run(List.of(
                    "gcc",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-O2",
                    "-shared",
                    "-fPIC",
                    "-o",
                    library.toString(),
                    Layout.resource("machine/machine.c").toString(),
                    "-ldl"));
            if (compiled.exitCode() != 0) {
                throw new IllegalStateException(compiled.all());
            }
        } catch (UncheckedIOException e) {
            return Optional.empty(); // No gcc.
        }
        return Optional.of(IntStream.range(0, count)
                .mapToObj(number -> new Machine(library, directory.resolve("orders-" + number)))
                .toList());
    }

    /** The environment variables that the process needs. */
    public Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "PADDOCK_MACHINE", orders.toString());
    }

    /** From now on every sync takes at least this long, also a sync that is under way. */
    public void slowSyncs(long millis) {
        shared.putLong(SYNC_MILLIS, millis);
    }

    /** From now on every sync fails with an I/O error. */
    public void failSyncs() {
        shared.putLong(SYNC_ERRNO, EIO);
    }

    /** The wall clock is ahead of the right time by this much, or behind it if negative. */
    public void clockAhead(long millis) {
        shared.putLong(AHEAD_MILLIS, millis);
    }

    /** Ends all faults. */
    public void mend() {
        slowSyncs(0);
        shared.putLong(SYNC_ERRNO, 0);
        clockAhead(0);
    }

    /** How many syncs have been slow. */
    public long syncsSlowed() {
        return shared.getLong(SYNCS_SLOWED);
    }

    /** How many syncs have failed. */
    public long syncsFailed() {
        return shared.getLong(SYNCS_FAILED);
    }
}
