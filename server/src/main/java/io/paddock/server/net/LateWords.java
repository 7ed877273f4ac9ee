// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** Words need the front end, and the front end words: whoever answers is known from {@link FrontEnd#bind} on, before anybody can ask. */
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
