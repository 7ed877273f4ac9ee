// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.auth.Identities;
import java.util.List;

/**
 * The client that sends a write, with the identities that its connection had when the request was read.
 *
 * @param ephemerals the error with which an ephemeral znode is refused, because it would outlive its session;
 *     otherwise OK
 */
public record Caller(long sessionId, Identities identities, AccessControl access, ErrorCode ephemerals) {
    /** A caller whose session all members know. */
    public Caller(long sessionId, Identities identities, AccessControl access) {
        this(sessionId, identities, access, ErrorCode.OK);
    }

    boolean may(int perm, List<Acl> acl) {
        return access.allows(acl, perm, identities);
    }
}
