// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import java.io.IOException;

/**
 * That part of the history is not on this disk, or no longer. A member that needs it must receive a snapshot.
 * This is not a fault.
 */
public final class HistoryGone extends IOException {
    private static final long serialVersionUID = 1L;

    public HistoryGone(String message) {
        super(message);
    }

    public HistoryGone(String message, Throwable cause) {
        super(message, cause);
    }
}
