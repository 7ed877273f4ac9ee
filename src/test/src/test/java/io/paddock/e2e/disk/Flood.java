// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.disk;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Wire;
import java.io.ByteArrayOutputStream;

/** Writes that a server is killed in the midst of. */
final class Flood {
    /** Below it the flood creates znodes. */
    static final String TOP = "/flood";

    private static final int WRITES = 2_000;
    private static final int DATA_BYTES = 300;

    private Flood() {}

    /** Path of the nth write, from 0. */
    static String path(int n) {
        return TOP + "/n" + n;
    }

    /**
     * Sends all writes at once, and kills the server when {@code acknowledged} of them have been
     * acknowledged.
     */
    static void killIn(ServerProcess server, int acknowledged) {
        try (Wire wire = server.wire()) {
            wire.newSession(600_000);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int n = 0; n < WRITES; n++) {
                all.writeBytes(
                        Frame.create(n, path(n), new byte[DATA_BYTES], n % 2).bytes());
            }
            wire.send(all.toByteArray());
            for (int n = 0; n < acknowledged; n++) {
                if (wire.reply().error() != 0) {
                    throw new IllegalStateException("write " + n + " was refused");
                }
            }
            server.kill();
        }
    }
}
