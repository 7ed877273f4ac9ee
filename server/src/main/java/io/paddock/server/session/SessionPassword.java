// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

import java.security.MessageDigest;

/**
 * The 16 bytes with which a client proves that a session is its own when it renews it. They depend on the id
 * alone and are the same on every server of an ensemble, Paddock's or Apache's. They are a checksum against
 * mistakes, not a secret.
 */
public final class SessionPassword {
    public static final int BYTES = 16;

    private static final long SALT = 0xB3415C00L;
    private static final long MULTIPLIER = 0x5DEECE66DL;
    private static final long ADDEND = 0xBL;
    private static final long MASK = (1L << 48) - 1;

    private SessionPassword() {}

    /** @return the password of a session */
    public static byte[] of(long sessionId) {
        byte[] password = new byte[BYTES];
        long state = ((sessionId ^ SALT) ^ MULTIPLIER) & MASK;
        for (int i = 0; i < BYTES; i += 4) {
            state = (state * MULTIPLIER + ADDEND) & MASK;
            int word = (int) (state >>> 16);
            for (int b = 0; b < 4; b++) {
                password[i + b] = (byte) (word >> 8 * b);
            }
        }
        return password;
    }

    /** @return whether {@code password} proves {@code sessionId}; never for id 0 */
    public static boolean proves(long sessionId, byte[] password) {
        return sessionId != 0 && password != null && MessageDigest.isEqual(of(sessionId), password);
    }
}
