// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** Four-letter words: what an operator may ask on a client port instead of opening a session. */
public interface Words {
    /** @return whether the first four bytes of a connection are a word, not a frame's length */
    boolean knows(int firstBytes);

    /**
     * Answers a word. On an event loop inside its slot, so the tree can be read; must not block it.
     *
     * @param rest what came behind the word in the same segment, at most 64 bytes
     * @return the bytes to send before closing, none to close silently; completed by any thread
     */
    CompletionStage<byte[]> answer(int word, byte[] rest, InetSocketAddress peer);
}
