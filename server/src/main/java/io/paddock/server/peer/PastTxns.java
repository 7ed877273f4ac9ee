// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.zab.member.LoggedProposal;
import java.io.IOException;

/** Part of the log on disk, read once from its beginning to its end by one thread. */
interface PastTxns extends AutoCloseable {
    /** @return the next txn, or null after the last */
    LoggedProposal next() throws IOException;

    @Override
    void close();
}
