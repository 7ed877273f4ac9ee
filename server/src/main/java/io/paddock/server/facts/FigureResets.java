// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

import java.util.concurrent.CompletionStage;

/** Sets figures back to zero. Any thread. */
public interface FigureResets {
    /**
     * Sets the counters, summaries, latencies and packets of the server to zero. Figures of a present state
     * do not change.
     */
    CompletionStage<Void> server();

    /** Sets the counters of each connection to zero. */
    CompletionStage<Void> connections();
}
