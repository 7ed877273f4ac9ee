// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

/**
 * The configuration cannot be used. The message names the place, the key, and what is allowed. The process
 * exits with code 2.
 */
public final class ConfigException extends Exception {
    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
