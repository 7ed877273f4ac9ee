// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/**
 * The questions that a running server answers. Answers are values without text. Four-letter words render them
 * as text, and other interfaces for operators render the same values.
 *
 * <p>"In a slot" means on an event loop, inside its slot of the tree gate, or on the core thread. Such an
 * answer is immediate.
 */
public interface Facts {
    /** @return the server's place in an ensemble. Any thread */
    MemberFacts member();

    /** @return a few figures about the server. In a slot */
    ServerFacts server();

    /**
     * @return every metric by name, without the prefix {@code zk_}. Values are longs, or doubles for means
     *   and probabilities. In a slot
     */
    SortedMap<String, Number> metrics();

    /** @return digests of the tree at zxids divisible by 128, oldest first. In a slot */
    List<DigestFacts> digests();

    /** @return every client connection. Any thread */
    CompletionStage<List<ConnectionFacts>> connections();

    /** @return all sessions. Any thread */
    CompletionStage<SessionFacts> sessions();

    /** @return the parents whose sequence numbers come near their end, by path. Any thread */
    CompletionStage<List<SequenceFacts>> sequencesNearEnd();

    /**
     * @return the paths that are watched for data. A path that is watched on several event loops appears once
     *   for each. Any thread
     */
    CompletionStage<List<WatchedPathFacts>> watchedPaths();

    /** @return how much is watched for data. In a slot */
    CompletionStage<WatchSummary> watchSummary();

    /** @return sizes of the data directories; reads every file's length */
    CompletionStage<DirectoryFacts> directories();

    /** @return the configuration in force; reads the sizes of the data directories */
    CompletionStage<ConfigFacts> configuration();
}
