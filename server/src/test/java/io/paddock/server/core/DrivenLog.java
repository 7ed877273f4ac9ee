// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.metrics.Metrics;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** A log whose thread is the test, for the tests of other packages. */
public final class DrivenLog {
    private final ProposalLog log;

    /** @param path an existing directory */
    public DrivenLog(Path path) throws IOException {
        TxnLogWriter writer = new TxnLogWriter(new FaultyDirectory(path), LogOptions.DEFAULTS, new Random(1), 0);
        log = new ProposalLog(writer, new Metrics(), new CoreInbox(1 << 20), cause -> {
            throw new AssertionError(cause);
        });
    }

    /** @return the log, whose thread does not run */
    public ProposalLog log() {
        return log;
    }

    /** Does one piece of the log thread's work. @return whether there was any */
    public boolean step() {
        return log.step();
    }
}
