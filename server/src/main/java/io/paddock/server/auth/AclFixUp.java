// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Turns the access control list that a client requests into the one that is stored. */
final class AclFixUp {
    /**
     * Limit on the entries of a list; ZooKeeper itself sets no limit. One request of 1 MB contains no more
     * entries, but {@code auth} multiplies them.
     */
    static final int ENTRIES_MAX = 100_000;

    private static final String WORLD = "world";
    private static final String AUTH = "auth";
    /** Up to this length, comparing each entry with each other is fastest. */
    private static final int SHORT = 8;

    private static final Comparator<Acl> ANY_ORDER = Comparator.comparingInt(Acl::perms)
            .thenComparing(acl -> acl.id().scheme(), Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(acl -> acl.id().id(), Comparator.nullsFirst(Comparator.naturalOrder()));

    private final Map<String, Scheme> schemes;

    AclFixUp(Map<String, Scheme> schemes) {
        this.schemes = schemes;
    }

    RequestedAcl of(List<Acl> requested, Identities who) {
        if (requested == null || requested.isEmpty()) {
            return RequestedAcl.INVALID;
        }
        List<Acl> distinct = withoutDuplicates(requested);
        if (distinct == null) {
            return RequestedAcl.MALFORMED;
        }
        List<Acl> fixed = new ArrayList<>(distinct.size());
        for (Acl entry : distinct) {
            RequestedAcl refusal = append(entry, who, fixed);
            if (refusal != null) {
                return refusal;
            }
        }
        return RequestedAcl.of(List.copyOf(fixed));
    }

    /** @return null when the entry was accepted, in any form */
    private RequestedAcl append(Acl entry, Identities who, List<Acl> fixed) {
        Id id = entry.id();
        if (id == null || id.scheme() == null) {
            return RequestedAcl.INVALID;
        }
        if (id.scheme().equals(AUTH)) {
            return appendUsers(entry.perms(), who, fixed) ? null : RequestedAcl.INVALID;
        }
        Scheme scheme = schemes.get(id.scheme());
        if (scheme == null && !id.scheme().equals(WORLD)) {
            return RequestedAcl.INVALID;
        }
        if (id.id() == null) {
            // ZooKeeper fails on such an entry, and its client gets this error.
            return RequestedAcl.MALFORMED;
        }
        boolean isValid = scheme == null ? id.equals(Id.ANYONE) : scheme.isValidId(id.id());
        if (!isValid || fixed.size() == ENTRIES_MAX) {
            return RequestedAcl.INVALID;
        }
        fixed.add(entry);
        return null;
    }

    /**
     * @return whether the connection has the identity of any user, and the list has room for all of its
     *     identities
     */
    private boolean appendUsers(int perms, Identities who, List<Acl> fixed) {
        int before = fixed.size();
        for (Id each : who.ids()) {
            Scheme scheme = schemes.get(each.scheme());
            if (scheme != null && scheme.isOfUsers()) {
                fixed.add(new Acl(perms, each));
            }
        }
        return fixed.size() > before && fixed.size() <= ENTRIES_MAX;
    }

    /**
     * Keeps the first of equal entries. Comparing each with each would let one request of 30,000 entries stop
     * a server for seconds. Hashing is unsafe too, because the client that chooses the ids also chooses their
     * hashes. So a long list is sorted.
     *
     * @return null where ZooKeeper's own comparison fails. That happens in two cases. An entry has no scheme,
     *     and an earlier one has the same permissions. Or an entry has no id, and an earlier one has the same
     *     permissions and scheme
     */
    private static List<Acl> withoutDuplicates(List<Acl> requested) {
        List<Acl> distinct = new ArrayList<>(requested.size());
        if (requested.size() <= SHORT) {
            for (Acl each : requested) {
                if (distinct.stream().anyMatch(before -> isIncomparable(each, before))) {
                    return null;
                }
                if (!distinct.contains(each)) {
                    distinct.add(each);
                }
            }
            return distinct;
        }
        TreeSet<Acl> seen = new TreeSet<>(ANY_ORDER);
        for (Acl each : requested) {
            // Nulls are sorted first. So the next entry in order is the first with these permissions, or with
            // this scheme.
            Acl next = hasNull(each) ? seen.ceiling(first(each)) : null;
            if (next != null && isIncomparable(each, next)) {
                return null;
            }
            if (each.id() == null || seen.add(each)) {
                distinct.add(each);
            }
        }
        return distinct;
    }

    /** @return a bound that is sorted before all entries with which this entry cannot be compared */
    private static Acl first(Acl acl) {
        return new Acl(acl.perms(), new Id(acl.id().scheme(), null));
    }

    private static boolean hasNull(Acl acl) {
        return acl.id() != null && (acl.id().scheme() == null || acl.id().id() == null);
    }

    private static boolean isIncomparable(Acl acl, Acl before) {
        if (!hasNull(acl) || before.id() == null || acl.perms() != before.perms()) {
            return false;
        }
        return acl.id().scheme() == null || acl.id().scheme().equals(before.id().scheme());
    }
}
