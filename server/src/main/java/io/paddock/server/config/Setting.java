// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

/**
 * One key with its value as written.
 *
 * @param where file and line, or the {@code -D} property, to be named in errors and warnings
 */
record Setting(String key, String value, String where) {
    /** What to throw when the value is not one of the allowed ones. */
    ConfigException refuse(String allowed) {
        return new ConfigException(where + ": " + key + "=" + value + " is not allowed; allowed: " + allowed);
    }
}
