// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.auth.Identities;
import java.util.List;

/**
 * Who asks, with the identities its connection had when the request was read.
 *
 * @param ephemerals by what an ephemeral znode is refused, since it would outlive its session; OK if it would not
 */
public record Caller(long sessionId, Identities identities, AccessControl access, ErrorCode ephemerals) {
    /** One whose session all members know of. */
    public Caller(long sessionId, Identities identities, AccessControl access) {
        this(sessionId, identities, access, ErrorCode.OK);
    }

    boolean may(int perm, List<Acl> acl) {
        return access.allows(acl, perm, identities);
    }
}
