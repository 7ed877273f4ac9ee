// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.log.CorruptLog;
import io.paddock.storage.log.TxnLogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Counts the records of a log, for a message to an operator. The log must not be open for writing. */
public final class TxnCount {
    private static final long BYTES_MAX = 256L << 20;

    private TxnCount() {}

    /**
     * @return how many records there are; empty when the files are damaged, or so long that counting would
     *   take too much time
     */
    public static OptionalLong in(Directory logs, int recordBytesMax) throws IOException {
        List<ZxidName> files = ZxidName.ascending(logs.names(), ZxidName.LOG);
        long bytes = 0;
        for (ZxidName file : files) {
            bytes += Files.size(logs.path().resolve(file.name()));
        }
        if (bytes > BYTES_MAX) {
            return OptionalLong.empty();
        }
        long count = 0;
        for (ZxidName file : files) {
            Path path = logs.path().resolve(file.name());
            if (Files.size(path) == 0) {
                continue;
            }
            try (TxnLogReader reader = new TxnLogReader(path, recordBytesMax)) {
                while (reader.next() != null) {
                    count++;
                }
            } catch (CorruptLog damaged) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(count);
    }
}
