// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

/** A promise of agreement was broken. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message, null, false, false);
    }

    static void unless(boolean isKept, String promise) {
        if (!isKept) {
            throw new Violation(promise);
        }
    }
}
