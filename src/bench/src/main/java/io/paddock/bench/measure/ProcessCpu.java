// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** User plus system time of some processes, all their threads, from Linux's {@code /proc/PID/stat}. */
public final class ProcessCpu {
    /** The kernel reports times in units of 1/100 s, independently of its own tick. */
    private static final long TICK_NANOS = 10_000_000;

    private static final int UTIME_AFTER_NAME = 11;
    private static final int STIME_AFTER_NAME = 12;

    private final List<Long> pids;

    public ProcessCpu(List<Long> pids) {
        this.pids = List.copyOf(pids);
    }

    /** Returns the CPU time of this process. */
    public static ProcessCpu own() {
        return new ProcessCpu(List.of(ProcessHandle.current().pid()));
    }

    /** Returns whether there is any process to watch. */
    public boolean isWatching() {
        return !pids.isEmpty();
    }

    /**
     * Returns the CPU time that all the processes have used.
     *
     * @throws UncheckedIOException if one of them has ended, or there is no {@code /proc}
     */
    public long nanos() {
        long sum = 0;
        for (long pid : pids) {
            try {
                sum += ticks(Files.readString(Path.of("/proc/" + pid + "/stat"))) * TICK_NANOS;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the CPU time of process " + pid + ": is it running?", e);
            }
        }
        return sum;
    }

    /**
     * Returns utime + stime of one line of {@code /proc/PID/stat}. The program's name in it may hold blanks
     * and brackets.
     */
    static long ticks(String stat) {
        int nameEnd = stat.lastIndexOf(')');
        String[] fields = stat.substring(nameEnd + 1).trim().split(" ");
        if (nameEnd < 0 || fields.length <= STIME_AFTER_NAME) {
            throw new IllegalArgumentException("not a line of /proc/PID/stat: " + stat);
        }
        return Long.parseLong(fields[UTIME_AFTER_NAME]) + Long.parseLong(fields[STIME_AFTER_NAME]);
    }
}
