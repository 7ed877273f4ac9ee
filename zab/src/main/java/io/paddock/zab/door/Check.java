// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

/** What must be true if our own code is right. Where it is not, the member ends: a wrong member is worse than none. */
public final class Check {
    private Check() {}

    /** @throws IllegalStateException with {@code what} and both values unless {@code isTrue} */
    public static void that(boolean isTrue, String what, long one, long other) {
        if (!isTrue) {
            throw new IllegalStateException(
                    what + ": 0x" + Long.toHexString(one) + " and 0x" + Long.toHexString(other));
        }
    }
}
