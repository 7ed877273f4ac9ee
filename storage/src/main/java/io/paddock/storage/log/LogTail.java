// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.ZxidName;
import java.io.IOException;
import java.util.List;

/** The end of the log as a start finds it. */
public final class LogTail {
    private LogTail() {}

    /**
     * Makes durable what the last process wrote without living to sync it. A start replays such records from the system's memory, shows them to
     * clients and logs on behind them in a new file: a power cut that then took them would take what was seen, and leave a gap in front of
     * what was acknowledged since. Only the newest file can hold any, as a file is synced before the next is begun.
     *
     * @throws IOException when the disk fails: what was replayed must not be served
     */
    public static void settle(Directory logs) throws IOException {
        List<ZxidName> files = ZxidName.ascending(logs.names(), ZxidName.LOG);
        if (!files.isEmpty()) {
            try (LogFile newest = logs.open(files.get(files.size() - 1).name())) {
                newest.sync();
            }
        }
        logs.sync();
    }
}
