// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

/** The reason why an address could not be listened on. The operating system gives it only as text. */
final class BindFailure {
    private static final String ABSENT = "assign requested address";

    private BindFailure() {}

    /** @return whether no network interface of this host has the address; it may come later */
    static boolean isAddressAbsent(Throwable cause) {
        return cause.getMessage() != null && cause.getMessage().contains(ABSENT);
    }

    /** @return what an operator needs to know */
    static String textOf(Throwable cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause.getClass().getSimpleName();
        }
        return isAddressAbsent(cause) ? message + " (this host does not have this address now)" : message;
    }
}
