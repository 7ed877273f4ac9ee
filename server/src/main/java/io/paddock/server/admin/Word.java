// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.util.concurrent.CompletionStage;

/** One four-letter word. */
@FunctionalInterface
interface Word {
    /**
     * On an event loop, inside its slot: what the tree says may be read here; what takes long goes elsewhere.
     *
     * @param rest what came behind the word
     * @return what to send; empty to close silently
     */
    CompletionStage<String> answer(byte[] rest);
}
