// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.harness.ServerOptions;

/** {@code paddock.compat}: whose defaults Paddock is to have. */
enum Compat {
    DEFAULT,
    STRICT;

    /** The same server, set to this. */
    ServerOptions set(ServerOptions options) {
        return this == DEFAULT ? options : options.cfg("paddock.compat=strict");
    }
}
