// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import java.io.IOException;

/**
 * The log cannot be cut back to that zxid. Nothing was changed. The member needs the whole state of another
 * member instead.
 */
public final class TruncationRefused extends IOException {
    private static final long serialVersionUID = 1L;

    public TruncationRefused(String message) {
        super(message);
    }

    public TruncationRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
