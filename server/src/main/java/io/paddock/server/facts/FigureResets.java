// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

import java.util.concurrent.CompletionStage;

/** Sets figures back to zero. Any thread. */
public interface FigureResets {
    /** Counters, summaries, latencies and packets of the server start from zero; what is a present state does not change. */
    CompletionStage<Void> server();

    /** What each connection counted starts from zero. */
    CompletionStage<Void> connections();
}
