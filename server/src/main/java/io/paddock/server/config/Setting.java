// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

/**
 * One key with its value as written.
 *
 * @param where file and line, or the {@code -D} property, for errors and warnings
 */
record Setting(String key, String value, String where) {
    /** Returns the exception to throw when the value is not allowed. */
    ConfigException refuse(String allowed) {
        return new ConfigException(where + ": " + key + "=" + value + " is not allowed; allowed: " + allowed);
    }
}
