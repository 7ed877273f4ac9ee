// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

import io.paddock.protocol.jute.Id;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * The scheme digest: {@code user:hash}. There is no list of passwords. A client that sends
 * {@code user:password} gets the identity with the hash of that text. The access control lists that name this
 * identity then allow the client.
 */
final class DigestScheme implements Scheme {
    static final String NAME = "digest";

    private final String algorithm;
    private final Optional<String> superDigest;

    /**
     * @param algorithm of the hash; it must be the same on every server, and the one with which stored lists
     *     were made
     * @param superDigest {@code user:hash} that also makes a client super user
     * @throws IllegalArgumentException when the Java runtime lacks the algorithm
     */
    DigestScheme(String algorithm, Optional<String> superDigest) {
        newDigest(algorithm);
        this.algorithm = algorithm;
        this.superDigest = superDigest;
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * A valid id has two parts around a colon. The first part may be empty. Colons at the end do not count.
     */
    @Override
    public boolean isValidId(String id) {
        int end = id.length();
        while (end > 0 && id.charAt(end - 1) == ':') {
            end--;
        }
        int colon = id.indexOf(':');
        return colon >= 0 && colon < end && id.lastIndexOf(':', end - 1) == colon;
    }

    @Override
    public boolean matches(Identities who, String aclId) {
        return who.has(NAME, aclId);
    }

    @Override
    public boolean isOfUsers() {
        return true;
    }

    @Override
    public Identities authenticate(byte[] data, Identities who) {
        if (data == null) {
            return null;
        }
        String id = idOf(new String(data, StandardCharsets.UTF_8));
        Identities more = who.with(new Id(NAME, id));
        return superDigest.isPresent() && superDigest.get().equals(id) ? more.withSuper() : more;
    }

    @Override
    public String userOf(String id) {
        return beforeColon(id);
    }

    /**
     * @return the id with everything after its first colon hidden, as getACL shows it to clients without
     *     ADMIN
     */
    static String masked(String id) {
        int colon = id == null ? -1 : id.indexOf(':');
        return colon < 0 ? id : id.substring(0, colon) + ":x";
    }

    /** @param credentials {@code user:password}; without a colon, the whole text is the user */
    private String idOf(String credentials) {
        byte[] hash = newDigest(algorithm).digest(credentials.getBytes(StandardCharsets.UTF_8));
        return beforeColon(credentials) + ":" + Base64.getEncoder().encodeToString(hash);
    }

    private static String beforeColon(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(
                    "digest algorithm " + algorithm
                            + " is not known to this Java runtime: name one that is, such as SHA1",
                    e);
        }
    }
}
