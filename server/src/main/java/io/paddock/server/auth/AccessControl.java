// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All rules about permissions (docs/protocol/client.md, "Authentication"): permission checks, schemes,
 * whoAmI, masked lists.
 */
public final class AccessControl {
    private static final String SASL = "sasl";

    private final boolean skipAcl;
    private final Set<String> enforcedSchemes;
    private final Map<String, Scheme> schemes = new LinkedHashMap<>();
    private final AclFixUp fixUp = new AclFixUp(schemes);

    /** @throws IllegalArgumentException when the digest algorithm is unknown */
    public AccessControl(ServerConfig.Auth config) {
        skipAcl = config.skipAcl();
        enforcedSchemes = new TreeSet<>(config.enforcedSchemes());
        if (config.sessionRequireClientSaslAuth()) {
            enforcedSchemes.add(SASL);
        }
        offer(new IpScheme());
        if (config.digestEnabled()) {
            offer(new DigestScheme(config.digestAlgorithm(), config.superDigest()));
        }
    }

    /**
     * Checks a permission.
     *
     * @param acl of the znode; null and empty protect nothing
     * @param perm bits of {@link Acl}; one of them is enough
     * @return false if the request must be refused with NoAuth
     */
    public boolean allows(List<Acl> acl, int perm, Identities who) {
        if (skipAcl || acl == null || acl.isEmpty() || who.isSuper()) {
            return true;
        }
        // Loop by index: this runs for every read and for every watcher that is informed, and must not
        // allocate.
        for (int i = 0; i < acl.size(); i++) {
            Acl entry = acl.get(i);
            if ((entry.perms() & perm) != 0 && means(entry.id(), who)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Turns the list that a create or setACL asks for into the one to store. That list is valid, has no
     * duplicates, and has the connection's users instead of {@code auth}.
     */
    public RequestedAcl fixUp(List<Acl> requested, Identities who) {
        return fixUp.of(requested, who);
    }

    /**
     * Judges an auth packet.
     *
     * @param scheme may be null
     * @param data may be null
     */
    public AuthResult authenticate(String scheme, byte[] data, Identities who) {
        Scheme named = schemes.get(scheme);
        if (named == null || who.isFull()) {
            return AuthResult.REFUSED;
        }
        Identities more = named.authenticate(data, who);
        return more == null ? AuthResult.REFUSED : new AuthResult(more);
    }

    /**
     * @return whether the connection may send requests other than auth; if false, answer
     *     SessionClosedRequireAuth and close
     */
    public boolean satisfiesEnforced(Identities who) {
        if (enforcedSchemes.isEmpty()) {
            return true;
        }
        for (Id each : who.ids()) {
            if (enforcedSchemes.contains(each.scheme())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the list as getACL shows it to clients without ADMIN: digests without their hash.
     *
     * @return the same list when it has no digest
     */
    public List<Acl> maskDigests(List<Acl> acl) {
        boolean hasDigest = false;
        for (Acl each : acl) {
            hasDigest |= isDigest(each);
        }
        if (!hasDigest) {
            return acl;
        }
        List<Acl> masked = new ArrayList<>(acl.size());
        for (Acl each : acl) {
            masked.add(
                    isDigest(each)
                            ? new Acl(
                                    each.perms(),
                                    new Id(
                                            DigestScheme.NAME,
                                            DigestScheme.masked(each.id().id())))
                            : each);
        }
        return masked;
    }

    /**
     * @return the scheme and the user name of each identity; the name is empty for schemes with which nobody
     *     authenticates
     */
    public List<Id> whoAmI(Identities who) {
        List<Id> users = new ArrayList<>(who.ids().size());
        for (Id each : who.ids()) {
            Scheme scheme = schemes.get(each.scheme());
            users.add(new Id(each.scheme(), scheme == null ? "" : scheme.userOf(each.id())));
        }
        return users;
    }

    /** @return the schemes that an auth packet may name, for the log line about a refused one */
    public Set<String> schemes() {
        return Set.copyOf(schemes.keySet());
    }

    private void offer(Scheme scheme) {
        schemes.put(scheme.name(), scheme);
    }

    private boolean means(Id aclId, Identities who) {
        if (aclId.equals(Id.ANYONE)) {
            return true;
        }
        // Files that another program wrote may hold an entry without a scheme or an id. Such an entry matches
        // nobody.
        Scheme scheme = aclId.scheme() == null || aclId.id() == null ? null : schemes.get(aclId.scheme());
        return scheme != null && scheme.matches(who, aclId.id());
    }

    private static boolean isDigest(Acl acl) {
        return DigestScheme.NAME.equals(acl.id().scheme());
    }
}
