// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.fromLeader;
import static io.paddock.zab.Scenes.reconfiguration;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.zab.door.Event;
import io.paddock.zab.member.DiskState;

/**
 * The starting points of the tests of reconfigurations. Unless a test says otherwise, the voters are 1, 2 and
 * 3, and 3 leads.
 */
final class Reconfigurations {
    static final long ZXID = Zxid.of(1, 1);
    static final long D = 40;
    static final EnsembleConfig FIRST = Scenes.CONFIG.withVersion(Zxid.of(1, 0));
    static final EnsembleConfig WITH_4 = config(ZXID, 1, 2, 3, 4);
    static final EnsembleConfig WITHOUT_3 = config(ZXID, 1, 2);

    static EnsembleConfig config(long version, long... voters) {
        StringBuilder text = new StringBuilder();
        for (long sid : voters) {
            text.append("server.")
                    .append(sid)
                    .append('=')
                    .append((char) ('a' + sid - 1))
                    .append(":1:2:participant\n");
        }
        return EnsembleConfig.parse(text + "version=" + Long.toHexString(version));
    }

    static Payload txn(EnsembleConfig config) {
        return reconfiguration(config);
    }

    static PeerCore leader() {
        PeerCore core = Scenes.establishedLeader(Scenes.dynamic(3, DiskState.EMPTY, Scenes.CONFIG, Scenes.CONFIG));
        Scenes.joins(core, A, 1);
        return core;
    }

    /** Member 1. It follows member 2 in epoch 2 and has only the history of {@code disk}. */
    static PeerCore follower(DiskState disk, EnsembleConfig lastSeen) {
        PeerCore core = Scenes.follower(Scenes.dynamic(1, disk, FIRST, lastSeen));
        core.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        core.on(new Event.AcceptedEpochSaved(2));
        return core;
    }

    static PeerCore servingFollower() {
        PeerCore core = follower(new DiskState(0, 1, 1), FIRST);
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new NewLeader(2, FIRST.payload())));
        core.on(new Event.CurrentEpochSaved(2));
        core.on(fromLeader(new UpToDate()));
        return core;
    }

    private Reconfigurations() {}
}
