// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

import io.paddock.protocol.jute.Id;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The identities that a connection has shown. The first is the address of its peer. Immutable: a request is
 * judged by the identities that its connection had when the request was read. Identities end with the
 * connection, not with the session.
 */
public final class Identities {
    /** Limit on the identities of a connection; ZooKeeper itself sets no limit. */
    public static final int MAX = 1000;

    static final String IP = "ip";
    static final String SUPER = "super";

    private static final Id SUPER_USER = new Id(SUPER, "");

    /** An address of no family, which is in no range. */
    private static final IpAddress NOWHERE = new IpAddress(0, 0, 0);

    private final List<Id> ids;
    private final IpAddress peer;
    private final boolean isSuper;

    private Identities(List<Id> ids, IpAddress peer, boolean isSuper) {
        this.ids = ids;
        this.peer = peer;
        this.isSuper = isSuper;
    }

    /** @return the identities with which every connection starts */
    public static Identities of(InetAddress peer) {
        return new Identities(List.of(new Id(IP, peer.getHostAddress())), IpAddress.of(peer.getAddress()), false);
    }

    /**
     * The identities of a client of another member, as that member forwarded them.
     *
     * @param forwarded null for none
     */
    public static Identities of(List<Id> forwarded) {
        List<Id> ids = forwarded == null ? List.of() : List.copyOf(forwarded);
        IpAddress peer = ids.stream()
                .filter(each -> IP.equals(each.scheme()) && each.id() != null)
                .map(each -> IpAddress.parse(each.id()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(NOWHERE);
        return new Identities(ids, peer, ids.stream().anyMatch(each -> SUPER.equals(each.scheme())));
    }

    /** @return these identities and one more; the same object when it has that identity already */
    public Identities with(Id id) {
        if (ids.contains(id)) {
            return this;
        }
        List<Id> more = new ArrayList<>(ids.size() + 1);
        more.addAll(ids);
        more.add(id);
        return new Identities(List.copyOf(more), peer, isSuper || id.scheme().equals(SUPER));
    }

    /** @return these identities and the super user's, which passes every access control list */
    public Identities withSuper() {
        return with(SUPER_USER);
    }

    /** @return whether no access control list applies to this connection */
    public boolean isSuper() {
        return isSuper;
    }

    /** @return all identities, in the order in which the connection showed them */
    public List<Id> ids() {
        return ids;
    }

    /** @return whether any identity has this scheme */
    public boolean has(String scheme) {
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i).scheme().equals(scheme)) {
                return true;
            }
        }
        return false;
    }

    boolean has(String scheme, String id) {
        for (int i = 0; i < ids.size(); i++) {
            Id each = ids.get(i);
            if (each.scheme().equals(scheme) && each.id().equals(id)) {
                return true;
            }
        }
        return false;
    }

    IpAddress peer() {
        return peer;
    }

    boolean isFull() {
        return ids.size() >= MAX;
    }

    @Override
    public String toString() {
        return ids.toString();
    }
}
