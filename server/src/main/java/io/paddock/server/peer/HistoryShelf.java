// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.storage.disk.Directory;
import io.paddock.zab.port.LogSpot;
import java.util.function.Consumer;

/** What a leader's disk can tell learners of the past. Reads beside the log thread, on threads of its own. */
final class HistoryShelf {
    HistoryShelf(Directory logs) {}

    /** Looks for a zxid. @param answer told on another thread */
    void locate(long zxid, Consumer<LogSpot> answer) {
        answer.accept(new LogSpot(zxid, false, false));
    }

    /** @return the txns after one zxid up to another */
    History read(long afterZxid, long upToZxid) {
        throw new UnsupportedOperationException();
    }
}
