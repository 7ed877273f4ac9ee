// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.server.config.ServerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Access control with default settings, except for what a test changes. */
final class Rules {
    boolean skipAcl;
    boolean digestEnabled = true;
    String digestAlgorithm = "SHA1";
    String superDigest;
    Set<String> enforcedSchemes = Set.of();
    boolean requireSasl;

    AccessControl build() {
        return new AccessControl(new ServerConfig.Auth(
                skipAcl,
                false,
                digestEnabled,
                digestAlgorithm,
                Optional.ofNullable(superDigest),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                enforcedSchemes,
                requireSasl,
                false));
    }

    /** @param address an address literal */
    static Identities from(String address) {
        try {
            return Identities.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static List<Acl> list(int perms, String scheme, String id) {
        return List.of(new Acl(perms, new Id(scheme, id)));
    }
}
