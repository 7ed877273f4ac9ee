// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.jute.Acl;
import java.util.List;

/**
 * The list that a create or setACL requested, after its check.
 *
 * @param acl the list to store; null when refused
 * @param error OK, or the reason of the refusal
 */
public record RequestedAcl(List<Acl> acl, ErrorCode error) {
    static final RequestedAcl INVALID = new RequestedAcl(null, ErrorCode.INVALID_ACL);
    static final RequestedAcl MALFORMED = new RequestedAcl(null, ErrorCode.MARSHALLING_ERROR);

    static RequestedAcl of(List<Acl> acl) {
        return new RequestedAcl(acl, ErrorCode.OK);
    }

    public boolean isRefused() {
        return acl == null;
    }
}
