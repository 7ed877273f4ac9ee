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

/** All rules about who may do what (ZooKeeper semantics: permission check, schemes, whoAmI, masked lists). */
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
     * @param acl of the znode; null and empty protect nothing
     * @param perm bits of {@link Acl}, of which any will do
     * @return false: answer NoAuth
     */
    public boolean allows(List<Acl> acl, int perm, Identities who) {
        if (skipAcl || acl == null || acl.isEmpty() || who.isSuper()) {
            return true;
        }
        // By index: this runs for every read and for every watcher told, and must not allocate.
        for (int i = 0; i < acl.size(); i++) {
            Acl entry = acl.get(i);
            if ((entry.perms() & perm) != 0 && means(entry.id(), who)) {
                return true;
            }
        }
        return false;
    }

    /** Turns the list a create or setACL asks for into the one to store: valid, without duplicates, {@code auth} spelled out. */
    public RequestedAcl fixUp(List<Acl> requested, Identities who) {
        return fixUp.of(requested, who);
    }

    /** Judges an auth packet. Scheme and data may be null. */
    public AuthResult authenticate(String scheme, byte[] data, Identities who) {
        Scheme named = schemes.get(scheme);
        if (named == null || who.isFull()) {
            return AuthResult.REFUSED;
        }
        Identities more = named.authenticate(data, who);
        return more == null ? AuthResult.REFUSED : new AuthResult(more);
    }

    /** @return whether the connection may ask for anything but auth. False: answer SessionClosedRequireAuth, then close */
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

    /** @return the list as getACL shows it to those without ADMIN: digests without their hash. The same list when it has none */
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

    /** @return for each identity its scheme and its user's name, which is empty for schemes nobody authenticates with */
    public List<Id> whoAmI(Identities who) {
        List<Id> users = new ArrayList<>(who.ids().size());
        for (Id each : who.ids()) {
            Scheme scheme = schemes.get(each.scheme());
            users.add(new Id(each.scheme(), scheme == null ? "" : scheme.userOf(each.id())));
        }
        return users;
    }

    /** @return the schemes an auth packet may name, for the log line that refuses another */
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
        // Files that somebody else wrote may hold an entry without a scheme or an id: it lets nobody in.
        Scheme scheme = aclId.scheme() == null || aclId.id() == null ? null : schemes.get(aclId.scheme());
        return scheme != null && scheme.matches(who, aclId.id());
    }

    private static boolean isDigest(Acl acl) {
        return DigestScheme.NAME.equals(acl.id().scheme());
    }
}
