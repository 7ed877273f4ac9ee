// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The oracle: a file in which something outside says whether this member, one of two voters, may continue
 * while the other one is down. A file that begins with 1 means yes; anything else means no. The file is read
 * at most ten times a second. Owned by the core thread.
 */
final class OracleFile implements BooleanSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(OracleFile.class);
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path file;
    private long readAtNanos;
    private boolean hasRead;
    private boolean saysYes;

    OracleFile(Path file) {
        this.file = file;
    }

    @Override
    public boolean getAsBoolean() {
        long now = System.nanoTime();
        if (!hasRead || now - readAtNanos > FRESH_NANOS) {
            boolean answer = read();
            if (!hasRead || answer != saysYes) {
                LOG.info("The oracle {} says {}", file, answer ? "yes" : "no");
            }
            hasRead = true;
            readAtNanos = now;
            saysYes = answer;
        }
        return saysYes;
    }

    private boolean read() {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == '1';
        } catch (IOException e) {
            if (!hasRead || saysYes) {
                LOG.warn("The oracle {} cannot be read, which is a no: {}", file, e.toString());
            }
            return false;
        }
    }
}
