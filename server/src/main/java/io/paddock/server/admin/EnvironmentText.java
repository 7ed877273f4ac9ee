// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.Environment;

/** {@code envi}: shows where this server runs. */
final class EnvironmentText {
    private EnvironmentText() {}

    static String now() {
        StringBuilder out = new StringBuilder("Environment:\n");
        Environment.lines()
                .forEach((name, value) ->
                        out.append(name).append('=').append(value).append('\n'));
        return out.toString();
    }
}
