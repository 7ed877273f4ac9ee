// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all writers together know of the one order: no zxid and no sequence number is given out twice, and later means higher. Any thread. */
final class Order {
    private final Map<Long, String> zxids = new ConcurrentHashMap<>();
    private final Map<Integer, String> numbers = new ConcurrentHashMap<>();
    private final AtomicInteger highestNumber = new AtomicInteger(-1);
    private final AtomicLong highestZxid = new AtomicLong();
    private volatile long restartedAbove;

    /** The server was restarted: from now on it must give out zxids above all that anybody has seen. */
    void restarted() {
        restartedAbove = highestZxid.get();
        zxids.clear();
    }

    /** A write was acknowledged. */
    void wrote(long zxid, String what) {
        String before = zxids.putIfAbsent(zxid, what);
        if (before != null || zxid <= restartedAbove) {
            throw new AssertionError("zxid 0x" + Long.toHexString(zxid) + " of " + what + " was given out before, "
                    + (before == null ? "before the restart" : "to " + before));
        }
        seen(zxid);
    }

    /** A reply showed this zxid. */
    void seen(long zxid) {
        highestZxid.accumulateAndGet(zxid, Math::max);
    }

    long highestZxid() {
        return highestZxid.get();
    }

    /** The highest number known to be given out: what is sent from now on gets a higher one. */
    int highestNumber() {
        return highestNumber.get();
    }

    /** A sequential znode is known to have this path. @param sentAfter {@link #highestNumber} when it was sent */
    void numbered(String path, String id, int sentAfter) {
        int number = Integer.parseInt(path.substring(path.length() - 10));
        String before = numbers.putIfAbsent(number, id);
        if (before != null && !before.equals(id)) {
            throw new AssertionError("number " + number + " was given to " + before + " and to " + id);
        }
        if (number <= sentAfter) {
            throw new AssertionError(id + " got number " + number + ", and was sent after " + sentAfter + " was known");
        }
        highestNumber.accumulateAndGet(number, Math::max);
    }
}
