// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.RealDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a data directory for a member of an ensemble that starts. In some cases a standalone server refuses
 * to start, as ZooKeeper also does in an ensemble. A member starts nevertheless and reports that it is
 * incomplete. It must take over everything from the other members before it votes again.
 *
 * <p>Damaged files stay where they are until then, so that no other server takes the directory for a sound
 * one. When {@link SnapshotInstallation} replaces them, it renames them and does not delete them. {@link
 * IncompleteMark} keeps the reasons until the caller clears the mark.
 */
public final class MemberRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(MemberRecovery.class);

    private MemberRecovery() {}

    /**
     * Reads the directory. It does not end sessions or delete ephemerals: the leader decides that.
     *
     * @throws UnusableDirectory when a directory is missing or the wrong one: exit code 3
     * @throws IOException when the disk accepts no writes, or cannot be listed: exit code 1
     */
    public static RecoveredMember open(Path dataDir, Path dataLogDir, RecoveryOptions options) throws IOException {
        Recovered recovered = Recovery.ofMember(dataDir, dataLogDir, options);
        Directory snapshots = new RealDirectory(new DataDirectories(dataDir, dataLogDir).snapshots());
        EpochFiles files = new EpochFiles(snapshots);
        EpochFiles.Finding finding = files.examine(recovered.lastZxid());
        IncompleteMark mark = new IncompleteMark(snapshots);
        List<String> doubts = new ArrayList<>(mark.reasons());
        doubts.addAll(recovered.losses());
        doubts.addAll(finding.doubts());
        boolean isEmpty = recovered.snapshotZxid() < 0 && recovered.recordsReplayed() == 0;
        if (doubts.isEmpty() && isEmpty && finding.epochs().accepted() > 0) {
            doubts.add("The epoch files in " + snapshots.path() + " say that this member was in epoch "
                    + finding.epochs().accepted() + ", but there is no data");
        }
        if (!doubts.isEmpty()) {
            doubts.forEach(each -> LOG.warn("This member is incomplete: {}", each));
            LOG.warn("It rejoins by taking over the state of the leader, and does not vote before that is done");
            // Set the mark before the epoch files are healed. After that, they would show nothing wrong.
            mark.add(doubts);
        }
        files.heal(finding);
        return new RecoveredMember(recovered, finding.epochs(), mark.reasons(), isEmpty && doubts.isEmpty());
    }
}
