// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.jute.JuteWriter;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.auth.Identities;
import io.paddock.server.watch.Subscriber;
import io.paddock.server.watch.WatchTable;
import io.paddock.storage.tree.Znode;

/** A connection, as seen by a read: who asks, and where its watches go. Used on its event loop, inside the read slot. */
public interface Asker {
    long sessionId();

    Identities identities();

    AccessControl access();

    WatchTable watches();

    /** @return this connection's place in the watch table */
    Subscriber subscriber();

    /** Sends an event of what this client missed, ahead of the reply. @param type an event type of the protocol */
    void missed(int type, String path);

    /**
     * Writes a znode's child names into the reply being written; a long list may be shared with others who ask for the same.
     *
     * @return where the reply goes on, or null when there is no room for so large a reply now: the request is to be offered again
     */
    JuteWriter writeChildNames(Znode znode, JuteWriter out);
}
