// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.Znode;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Keeps large replies from filling the memory: they are counted while clients take them in, and past a limit the next one waits. A long
 * list of children is encoded once and shared by all who ask for it before it changes: a thousand clients that list a million children cost
 * one list. Confined to its loop.
 */
final class BigReplies {
    /** Smaller replies are not counted: their connection's own back pressure bounds them. */
    static final int BYTES_MIN = 256 << 10;
    /** Shorter lists are cheaper to encode than to keep. */
    static final int CHILDREN_MIN = 4096;

    private static final int LISTS_KEPT = 4;
    private static final long RETRY_MILLIS = 20;
    private static final int BYTES_PER_CHILD_GUESS = 24;

    private final long bytesMax;
    private final ArrayDeque<ByteBuf> outstanding = new ArrayDeque<>();
    private final ArrayDeque<ChildList> lists = new ArrayDeque<>();
    private Set<Runnable> waiting = new LinkedHashSet<>();

    /** A list as it was: any change of the children changes one of the three numbers. */
    private record ChildList(Znode of, long pzxid, int creates, int count, ByteBuf names) {
        boolean isOf(Znode znode) {
            return of == znode && pzxid == znode.pzxid() && creates == znode.creates() && count == znode.numChildren();
        }
    }

    /** @param bytesMax what large replies of this loop may take together; one alone may always be larger */
    BigReplies(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** @return whether there is room for a reply of so many bytes */
    boolean admits(long bytes) {
        long sum = 0;
        for (Iterator<ByteBuf> each = outstanding.iterator(); each.hasNext(); ) {
            ByteBuf reply = each.next();
            if (reply.refCnt() == 0) {
                each.remove();
            } else {
                sum += reply.capacity();
            }
        }
        return sum == 0 || sum + bytes <= bytesMax;
    }

    /** Counts a reply until it has been taken in. */
    void track(ByteBuf reply) {
        outstanding.add(reply);
    }

    /** @return the encoded names, to be retained by whoever sends them; null when there is no room now */
    ByteBuf childNames(Znode znode) {
        for (ChildList list : lists) {
            if (list.isOf(znode)) {
                return list.names;
            }
        }
        while (lists.size() >= LISTS_KEPT
                || !lists.isEmpty() && lists.peekFirst().of.isDetached()) {
            lists.pollFirst().names.release();
        }
        int guess = znode.numChildren() * BYTES_PER_CHILD_GUESS;
        if (!admits(guess)) {
            forgetLists();
            if (!admits(guess)) {
                return null;
            }
        }
        lists.removeIf(list -> list.of == znode && isReleased(list));
        ByteBuf names = Unpooled.directBuffer(guess);
        znode.writeChildNames(new JuteWriter(names));
        lists.add(new ChildList(znode, znode.pzxid(), znode.creates(), znode.numChildren(), names));
        track(names);
        return names;
    }

    private static boolean isReleased(ChildList list) {
        list.names.release();
        return true;
    }

    /** Drops the lists nobody is reading; those being sent live on until they are. */
    void forgetLists() {
        lists.forEach(list -> list.names.release());
        lists.clear();
    }

    /** Some request's reply found no room. @param offerAgain what to do about it soon; once, however often it is handed in until then */
    void await(Runnable offerAgain, EventExecutor eventLoop) {
        if (waiting.isEmpty()) {
            eventLoop.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
        waiting.add(offerAgain);
    }

    /** @return whether somebody's request waits for others to take in their replies */
    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    private void retry() {
        Set<Runnable> trying = waiting;
        waiting = new LinkedHashSet<>();
        trying.forEach(Runnable::run);
    }
}
