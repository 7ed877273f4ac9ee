// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

/** One kind of identity, and how a connection proves it. */
interface Scheme {
    String name();

    /**
     * @param id not null
     * @return whether an access control list may name this id
     */
    boolean isValidId(String id);

    /** @return whether an id of an access control list matches any of the identities */
    boolean matches(Identities who, String aclId);

    /**
     * @return whether identities of this scheme stand for a user, so that {@code auth} in a requested list
     *     includes them
     */
    boolean isOfUsers();

    /**
     * Judges an auth packet.
     *
     * @return the identities with those that the packet has proved, or null to refuse it
     */
    Identities authenticate(byte[] data, Identities who);

    /** @return the user's name in an identity, for people to read */
    String userOf(String id);
}
