// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.util.concurrent.CompletionStage;

/** One four-letter word. */
@FunctionalInterface
interface Word {
    /**
     * Answers the word. It is called on an event loop, inside its slot, so it may read the tree here. Work
     * that takes long must run on another thread.
     *
     * @param rest the bytes that came after the word
     * @return the text to send; empty to close without an answer
     */
    CompletionStage<String> answer(byte[] rest);
}
