// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/** Computes the parent of a path. */
final class Paths {
    static final String ROOT = "/";

    private Paths() {}

    /** @return null for the root, and for a path that is not absolute */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0 || path.length() == 1) {
            return null;
        }
        return slash == 0 ? ROOT : path.substring(0, slash);
    }
}
