// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.jute.JuteWriter;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.auth.Identities;
import io.paddock.server.watch.Subscriber;
import io.paddock.server.watch.WatchTable;
import io.paddock.storage.tree.Znode;

/**
 * The connection that sends a read, and the table for its watches. Used on its event loop, inside the read
 * slot.
 */
public interface Asker {
    long sessionId();

    Identities identities();

    AccessControl access();

    WatchTable watches();

    /** @return this connection's slot in the watch table */
    Subscriber subscriber();

    /**
     * Sends the event of a change that this client missed, before the reply.
     *
     * @param type an event type of the protocol
     */
    void missed(int type, String path);

    /**
     * Writes a znode's child names into the reply. Clients that ask for the same long list may share it.
     *
     * @return the writer for the rest of the reply. Null when there is no room for such a large reply now:
     *     then the request must be offered again
     */
    JuteWriter writeChildNames(Znode znode, JuteWriter out);
}
