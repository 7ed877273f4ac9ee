// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.metrics.Metrics;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.file.Path;

/** A {@link ManualCore} for the tests of other packages. */
public final class DrivenCore {
    private final ManualCore core;

    /** @param dataDir an empty directory */
    public DrivenCore(Path dataDir) throws Exception {
        core = new ManualCore(dataDir, new ZnodeTree());
    }

    /** @return what the parts of a server share */
    public CoreParts parts() {
        return core.parts;
    }

    /** @return the role as connections see it */
    public PublishedRole role() {
        return core.role;
    }

    /** @return what is counted */
    public Metrics metrics() {
        return core.metrics;
    }

    /** The core takes what is queued and hands it to the log, which does not work yet. */
    public void prepare() {
        core.pass();
    }

    /** Core and log work until neither has anything to do. */
    public void settle() {
        core.settle();
    }
}
