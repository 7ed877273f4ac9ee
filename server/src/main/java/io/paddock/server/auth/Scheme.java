// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

/** One way to say who somebody is. */
interface Scheme {
    String name();

    /** @return whether an access control list may name this id, which is not null */
    boolean isValidId(String id);

    /** @return whether any of the identities is meant by an id of an access control list */
    boolean matches(Identities who, String aclId);

    /** @return whether identities of this scheme stand for a user, and so for {@code auth} in a requested list */
    boolean isOfUsers();

    /** Judges an auth packet. @return the identities with what the packet has shown, or null to refuse it */
    Identities authenticate(byte[] data, Identities who);

    /** @return the user's name within an identity, for people to read */
    String userOf(String id);
}
