// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.config.ServerConfig.ConnectionTokens;
import io.paddock.server.core.Clock;
import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;
import java.util.random.RandomGenerator;

/**
 * Limits how fast sessions are opened. A bucket of tokens fills by itself, and each connect request takes
 * some of them (the keys {@code connection_throttle_*}). Under lasting pressure, some requests are refused at
 * random before they take a token. Otherwise clients that retry at once would take all tokens.
 *
 * <p>Any thread. The lock guards all fields; it is taken once for a handshake, and only where a bucket is
 * configured.
 */
public final class ConnectionThrottle {
    private final ConnectionTokens settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final Counter rejected;
    private final Summary deficits;
    private final long capacity;
    private final long fillCount;
    private long tokens;
    private long filledMillis;
    private long judgedMillis;
    private double dropProbability;

    ConnectionThrottle(ConnectionTokens settings, Clock clock, RandomGenerator random, Metrics metrics) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.rejected = metrics.counter("connection_rejected");
        this.deficits = metrics.summary("connection_token_deficit");
        int weight = settings.weightEnabled() ? globalWeight() : 1;
        this.capacity = (long) settings.capacity() * weight;
        this.fillCount = (long) settings.fillCount() * weight;
        this.tokens = capacity;
        this.filledMillis = clock.monotonicMillis();
        this.judgedMillis = filledMillis;
    }

    private int globalWeight() {
        return Math.max(settings.globalSessionWeight(), settings.localSessionWeight());
    }

    /**
     * Takes tokens for a connect request.
     *
     * @param renewal whether the session exists already
     * @return whether the request may be served
     */
    boolean admits(boolean renewal) {
        if (settings.capacity() == 0) {
            return true;
        }
        boolean admitted = takeTokens(cost(renewal));
        if (!admitted) {
            rejected.increment();
        }
        return admitted;
    }

    private int cost(boolean renewal) {
        if (!settings.weightEnabled()) {
            return 1;
        }
        return renewal ? settings.renewSessionWeight() : globalWeight();
    }

    private synchronized boolean takeTokens(int cost) {
        long now = clock.monotonicMillis();
        fill(now);
        deficits.record(capacity - tokens);
        if (settings.freezeTimeMillis() != -1) {
            judge(now);
            if (random.nextDouble() < dropProbability) {
                return false;
            }
        }
        if (tokens < cost) {
            return false;
        }
        tokens -= cost;
        return true;
    }

    private void fill(long now) {
        long fills = (now - filledMillis) / settings.fillTimeMillis();
        if (fills > 0) {
            filledMillis += fills * settings.fillTimeMillis();
            // More fills than the capacity have no effect, and might overflow.
            tokens = Math.min(capacity, tokens + Math.min(fills, capacity) * fillCount);
        }
    }

    private void judge(long now) {
        if (now - judgedMillis <= settings.freezeTimeMillis()) {
            return;
        }
        judgedMillis = now;
        if (tokens == 0) {
            dropProbability = Math.min(1, dropProbability + settings.dropIncrease());
        } else if (capacity - tokens <= Math.round(capacity * settings.decreaseRatio())) {
            dropProbability = Math.max(0, dropProbability - settings.dropDecrease());
        }
    }

    /** @return the probability, from 0 to 1, that a connect request is refused before it takes a token */
    public synchronized double dropProbability() {
        return dropProbability;
    }
}
