// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.jute.Acl;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.auth.Identities;
import java.util.List;

/** Who asks, with the identities its connection had when the request was read. */
public record Caller(long sessionId, Identities identities, AccessControl access) {
    boolean may(int perm, List<Acl> acl) {
        return access.allows(acl, perm, identities);
    }
}
