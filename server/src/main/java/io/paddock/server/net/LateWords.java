// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/**
 * Words that are set later. The front end needs them, and they need the front end, so they are set in {@link
 * FrontEnd#bind}. No client can send a word before that.
 */
final class LateWords implements Words {
    private volatile Words words;

    void set(Words given) {
        words = given;
    }

    @Override
    public boolean knows(int firstBytes) {
        return words.knows(firstBytes);
    }

    @Override
    public CompletionStage<byte[]> answer(int word, byte[] rest, InetSocketAddress peer) {
        return words.answer(word, rest, peer);
    }
}
