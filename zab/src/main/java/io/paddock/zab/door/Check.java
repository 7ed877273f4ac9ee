// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

/**
 * Checks of conditions that hold if the code is correct. If one does not hold, the member ends: a wrong
 * member is worse than none.
 */
public final class Check {
    private Check() {}

    /**
     * Checks one condition.
     *
     * @throws IllegalStateException with {@code what} and both values, if {@code isTrue} is false
     */
    public static void that(boolean isTrue, String what, long one, long other) {
        if (!isTrue) {
            throw new IllegalStateException(
                    what + ": 0x" + Long.toHexString(one) + " and 0x" + Long.toHexString(other));
        }
    }
}
