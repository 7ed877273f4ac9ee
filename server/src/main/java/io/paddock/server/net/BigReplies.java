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
 * Bounds the memory that large replies take. Their bytes are counted until the client has read them. Above a
 * limit, the next large reply waits. A long list of children is encoded once and shared by all replies until
 * it changes. A thousand clients that list a million children then cost one list. Confined to its loop.
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

    /** An encoded list. Any change of the children changes one of the three numbers. */
    private record ChildList(Znode of, long pzxid, int creates, int count, ByteBuf names) {
        boolean isOf(Znode znode) {
            return of == znode && pzxid == znode.pzxid() && creates == znode.creates() && count == znode.numChildren();
        }
    }

    /**
     * Holds no replies yet.
     *
     * @param bytesMax the bytes that large replies of this loop may take together; a single one may always be
     *     larger
     */
    BigReplies(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** @return whether there is room for a reply of this many bytes */
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

    /** Counts a reply until the client has read it. */
    void track(ByteBuf reply) {
        outstanding.add(reply);
    }

    /** @return the encoded names, which the sender must retain; null when there is no room now */
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

    /** Drops the lists that are not being sent. A list that is being sent is freed afterwards. */
    void forgetLists() {
        lists.forEach(list -> list.names.release());
        lists.clear();
    }

    /**
     * A request's reply has found no room. It is offered again soon.
     *
     * @param offerAgain offers it again; it is run once, even if it is passed several times before that
     * @param eventLoop this loop
     */
    void await(Runnable offerAgain, EventExecutor eventLoop) {
        if (waiting.isEmpty()) {
            eventLoop.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
        waiting.add(offerAgain);
    }

    /** @return whether a request waits until other clients have read their replies */
    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    private void retry() {
        Set<Runnable> trying = waiting;
        waiting = new LinkedHashSet<>();
        trying.forEach(Runnable::run);
    }
}
