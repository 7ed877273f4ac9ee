// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.tree.TxnResult;
import java.util.ArrayDeque;
import java.util.function.LongConsumer;

/** Applies the txns that other members have decided, in their order. Owned by the core thread. */
public final class Replica implements Publisher.Steps {
    private final CoreParts parts;
    private final ArrayDeque<Payload> committed = new ArrayDeque<>();
    private final LongConsumer differs;
    private Listener listener = (txn, result) -> {};

    /** Is informed about each txn after it has been applied, inside the gate. */
    interface Listener {
        void applied(LoggedTxn txn, TxnResult result);
    }

    /** @param differs takes each zxid at which the tree's digest is not the recorded one, inside the gate */
    Replica(CoreParts parts, LongConsumer differs) {
        this.parts = parts;
        this.differs = differs;
    }

    void listener(Listener told) {
        listener = told;
    }

    /** A txn is committed. The next {@link #pass} applies it. */
    public void committed(Payload txn) {
        committed.add(txn);
    }

    /**
     * Applies what is committed.
     *
     * @return whether there was anything to apply
     */
    public boolean pass() {
        return parts.publisher().publish(this);
    }

    @Override
    public boolean hasNext() {
        return !committed.isEmpty();
    }

    @Override
    public int next(long nowMillis) {
        LoggedTxn logged = LoggedTxn.read(
                new JuteReader(Unpooled.wrappedBuffer(committed.poll().bytes())));
        parts.watches().applying(logged.header().zxid());
        long mismatches = parts.tree().digests().mismatches();
        TxnResult result = parts.tree().apply(logged.header(), logged.txn(), logged.digest(), parts.watches());
        if (parts.tree().digests().mismatches() > mismatches) {
            differs.accept(logged.header().zxid());
        }
        parts.metrics()
                .propagationMillis()
                .record(Math.max(0, nowMillis - logged.header().timeMillis()));
        listener.applied(logged, result);
        return logged.header().type() == OpCode.MULTI ? result.parts().size() : 1;
    }
}
