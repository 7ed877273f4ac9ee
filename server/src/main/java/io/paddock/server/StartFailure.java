// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.paddock.server.config.NotAMember;
import io.paddock.server.net.ClientPortUnavailable;
import io.paddock.storage.disk.FileFailure;
import io.paddock.storage.recovery.RecoveryRefused;
import java.io.IOException;
import java.util.Optional;

/**
 * The text that an operator gets when a server does not start: what is wrong, with which file or address, and
 * what to do.
 */
final class StartFailure {
    private StartFailure() {}

    /** @return the cause in plain words; empty if only a stack trace explains it */
    static Optional<String> explain(Throwable failure) {
        if (failure instanceof NotAMember || failure instanceof RecoveryRefused) {
            return Optional.of(failure.getMessage());
        }
        if (failure instanceof ClientPortUnavailable) {
            return Optional.of(failure.getMessage() + advice(failure.getMessage(), "clientPort or clientPortAddress"));
        }
        if (failure instanceof IOException e && FileFailure.isKnown(e)) {
            return Optional.of(FileFailure.explain(e));
        }
        return Optional.empty();
    }

    /** @param message why a port of this member cannot be listened on */
    static String explainMemberPort(String message) {
        return message + advice(message, "the line of this server among the server.N lines");
    }

    private static String advice(String message, String settings) {
        if (message.contains("Address already in use")) {
            return ": another process has that port, perhaps a server that still runs. Stop it, or change " + settings;
        }
        if (message.contains("Permission denied")) {
            return ": ports below 1024 need a privilege. Change " + settings;
        }
        if (message.contains("Cannot assign requested address")) {
            return ": this machine does not have that address. Correct " + settings;
        }
        if (message.contains("has no address")) {
            return ": the name cannot be resolved. Correct " + settings + ", or the name service";
        }
        return "";
    }
}
