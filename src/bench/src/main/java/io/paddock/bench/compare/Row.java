// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.util.Locale;

/** A line of the table: a kind of work, and the figure that is compared. */
public enum Row {
    GET_CPU("getData 100 B, 32 connections x 16, CPU/op", Unit.MICROS, 1.2),
    GET_RATE("same, throughput", Unit.PER_SECOND, 0),
    SET_CPU("setData 100 B, same, fsync on, CPU/op", Unit.MICROS, 2.5),
    SET_RATE("same, throughput", Unit.PER_SECOND, 0),
    MIX_CPU("90 % getData, 10 % setData, CPU/op", Unit.MICROS, 1.6),
    MIX_RATE("same, throughput", Unit.PER_SECOND, 0),
    ONE_READ("one client, one read at a time, p50", Unit.MICROS, 60),
    ONE_READ_SPIN("same, client polls instead of sleeping", Unit.MICROS, 0),
    ONE_WRITE("one client, one write at a time, p50", Unit.MICROS, 215),
    ONE_WRITE_SPIN("same, client polls instead of sleeping", Unit.MICROS, 0),
    HEAP("heap per znode, 12-character name, 100 B data", Unit.BYTES, 250),
    CREATE_RATE("create many znodes, snapshots on, throughput", Unit.PER_SECOND, 120_000),
    CREATE_CPU("same, CPU/op", Unit.MICROS, 0),
    RESTART("start with those znodes, to the first reply", Unit.MILLIS, 1000),
    COLD_START("cold start, empty, to the first reply", Unit.MILLIS, 300),
    STORM("many sessions connecting at once, last one served", Unit.MILLIS, 1000),
    WATCH("one event to many watchers, last one told, p50", Unit.MILLIS, 12),
    QUIET_P999("p99.9 of 90/10 at a fixed rate, no snapshot", Unit.MILLIS, 0),
    SNAPSHOT_P999("same, while snapshotting those znodes", Unit.MILLIS, 0),
    SNAPSHOT_FACTOR("how many times the quiet p99.9 that is", Unit.TIMES, 2),
    MEMBERS_GET_CPU("3 members, getData 100 B, 32 connections x 16, CPU/op of all three", Unit.MICROS, 1.4),
    MEMBERS_GET_RATE("same, throughput", Unit.PER_SECOND, 0),
    MEMBERS_GET_P50("same, p50", Unit.MICROS, 0),
    MEMBERS_GET_P99("same, p99", Unit.MICROS, 0),
    MEMBERS_SET_CPU("3 members, setData 100 B, same, fsync on, CPU/op of all three", Unit.MICROS, 9),
    MEMBERS_SET_RATE("same, throughput", Unit.PER_SECOND, 0),
    MEMBERS_SET_P50("same, p50", Unit.MICROS, 0),
    MEMBERS_SET_P99("same, p99", Unit.MICROS, 0),
    MEMBERS_MIX_CPU("3 members, 90 % getData, 10 % setData, CPU/op of all three", Unit.MICROS, 0),
    MEMBERS_MIX_RATE("same, throughput", Unit.PER_SECOND, 0),
    MEMBERS_MIX_P50("same, p50", Unit.MICROS, 0),
    MEMBERS_MIX_P99("same, p99", Unit.MICROS, 0),
    MEMBERS_ONE_WRITE("3 members, one client at the leader, one write at a time, p50", Unit.MICROS, 380),
    MEMBERS_ONE_WRITE_FOLLOWER("same, the client at a follower", Unit.MICROS, 0),
    FAILOVER_MEDIAN("leader killed, from there to the next acknowledged write, median", Unit.MILLIS, 250),
    FAILOVER_WORST("same, worst", Unit.MILLIS, 0),
    FAILOVER_GAP("same, longest time between two acknowledged writes until it is back, worst", Unit.MILLIS, 0),
    ROLLING_MEDIAN("rolling restart, longest time between two acknowledged writes, median", Unit.MILLIS, 100),
    ROLLING_WORST("same, worst", Unit.MILLIS, 0),
    CATCH_UP_RATE("follower with an empty disk, start to serving, znodes", Unit.PER_SECOND, 0),
    CATCH_UP_TIME("same, time", Unit.MILLIS, 0),
    JOIN_QUIET_P999("3 members with those znodes, p99.9 of 90/10 at a fixed rate at the leader", Unit.MILLIS, 0),
    JOIN_P999("same, while a follower with an empty disk joins", Unit.MILLIS, 0),
    JOIN_FACTOR("how many times the quiet p99.9 that is", Unit.TIMES, 2),
    JOIN_MODEST_P999("same, while one joins that gets only the CPU which the others leave", Unit.MILLIS, 0),
    JOIN_MODEST_FACTOR("how many times the quiet p99.9 that is", Unit.TIMES, 2),
    LARGE_FAILOVER_MEDIAN(
            "leader with those znodes killed, longest time between two acknowledged writes, median",
            Unit.MILLIS,
            1_000),
    LARGE_FAILOVER_WORST("same, worst", Unit.MILLIS, 0),
    LARGE_STOP_MEDIAN("same, stopped in order, median", Unit.MILLIS, 1_000),
    LARGE_STOP_WORST("same, worst", Unit.MILLIS, 0);

    private final String work;
    private final Unit unit;
    private final double hold;

    Row(String work, Unit unit, double hold) {
        this.work = work;
        this.unit = unit;
        this.hold = hold;
    }

    /** The unit of a figure, and whether a higher figure is better. */
    enum Unit {
        MICROS("µs", false),
        MILLIS("ms", false),
        BYTES("B", false),
        TIMES("x", false),
        PER_SECOND("/s", true);

        private final String text;
        private final boolean moreIsBetter;

        Unit(String text, boolean moreIsBetter) {
            this.text = text;
            this.moreIsBetter = moreIsBetter;
        }
    }

    /** Returns the kind of work, and the figure that it gives. */
    public String work() {
        return work;
    }

    /** Returns the unit, as people write it. */
    public String unit() {
        return unit.text;
    }

    /** Returns Paddock's target for this figure, or 0. */
    public double hold() {
        return hold;
    }

    /** Returns whether a figure reaches the target. */
    public boolean holds(double value) {
        return unit.moreIsBetter ? value >= hold : value <= hold;
    }

    /** Returns how many times better the second figure is than the first. Above 1, the second is better. */
    public double ratio(double first, double second) {
        return unit.moreIsBetter ? second / first : first / second;
    }

    /** Returns a figure with its unit, and with as many digits as are meaningful. */
    public String format(double value) {
        String digits = value >= 100 || value == 0 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits + " %s", value, unit.text);
    }
}
