// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** Four-letter words: an operator sends one to a client port instead of opening a session. */
public interface Words {
    /** @return whether the first four bytes of a connection are a word, not a frame's length */
    boolean knows(int firstBytes);

    /**
     * Answers a word. Called on an event loop inside its slot, so the tree can be read. It must not block the
     * loop.
     *
     * @param word the first four bytes
     * @param rest the bytes that arrived after the word in the same segment, at most 64
     * @param peer the client's address
     * @return the bytes to send before closing, none to close silently; any thread may complete it
     */
    CompletionStage<byte[]> answer(int word, byte[] rest, InetSocketAddress peer);
}
