// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

/** The id in {@code myid} is not among the members. The process exits with code 1, as ZooKeeper's does. */
public final class NotAMember extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NotAMember(String message) {
        super(message);
    }
}
