// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

/** The scheme ip: it compares the client's address with {@code address} or {@code address/bits}. */
final class IpScheme implements Scheme {
    @Override
    public String name() {
        return Identities.IP;
    }

    @Override
    public boolean isValidId(String id) {
        IpAddress address = IpAddress.parse(addressPart(id));
        return address != null && prefixBits(id, address) >= 0;
    }

    @Override
    public boolean matches(Identities who, String aclId) {
        if (aclId == null) {
            return false;
        }
        IpAddress address = IpAddress.parse(addressPart(aclId));
        if (address == null) {
            return false;
        }
        int prefixBits = prefixBits(aclId, address);
        return prefixBits >= 0 && address.sharesPrefix(who.peer(), prefixBits);
    }

    /** An address does not identify a user. */
    @Override
    public boolean isOfUsers() {
        return false;
    }

    /** Adds no identity: the connection has had its address since it was made. */
    @Override
    public Identities authenticate(byte[] data, Identities who) {
        return who;
    }

    @Override
    public String userOf(String id) {
        return id;
    }

    private static String addressPart(String id) {
        int slash = id.indexOf('/');
        return slash < 0 ? id : id.substring(0, slash);
    }

    /** @return all bits when the id has no slash, -1 when the number after the slash is out of range */
    private static int prefixBits(String id, IpAddress address) {
        int slash = id.indexOf('/');
        if (slash < 0) {
            return address.bits();
        }
        int number = IpAddress.number(id, slash + 1, id.length(), 10);
        return number > address.bits() ? -1 : number;
    }
}
