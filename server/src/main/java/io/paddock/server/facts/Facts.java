// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/**
 * What a running server can be asked. Answers are values without text: four-letter words render them, and other surfaces for operators
 * render the same values.
 *
 * <p>"In a slot" means on an event loop, inside its slot of the tree gate, or on the core thread. Such an answer is immediate.
 */
public interface Facts {
    /** @return the place in an ensemble. Any thread */
    MemberFacts member();

    /** @return the server in a few figures. In a slot */
    ServerFacts server();

    /** @return every metric by name, without the prefix {@code zk_}; a long, or a double for means and probabilities. In a slot */
    SortedMap<String, Number> metrics();

    /** @return digests of the tree at round zxids, oldest first. In a slot */
    List<DigestFacts> digests();

    /** @return every client connection. Any thread */
    CompletionStage<List<ConnectionFacts>> connections();

    /** @return all sessions. Any thread */
    CompletionStage<SessionFacts> sessions();

    /** @return the parents whose sequence numbers come near their end, by path. Any thread */
    CompletionStage<List<SequenceFacts>> sequencesNearEnd();

    /**
     * @return the paths that are watched for data. A path that is watched on several event loops appears once for each. Any thread
     */
    CompletionStage<List<WatchedPathFacts>> watchedPaths();

    /** @return how much is watched for data. In a slot */
    CompletionStage<WatchSummary> watchSummary();

    /** @return sizes of the data directories; reads every file's length */
    CompletionStage<DirectoryFacts> directories();

    /** @return the configuration in force; reads the sizes of the data directories */
    CompletionStage<ConfigFacts> configuration();
}
