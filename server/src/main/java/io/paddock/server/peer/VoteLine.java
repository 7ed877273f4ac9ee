// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;

/** The log line for a received vote, as ZooKeeper writes it. */
final class VoteLine {
    private static final String VERSION = "version=";

    private VoteLine() {}

    static String of(PeerState own, long from, Notification vote) {
        return "Notification: my state:" + own
                + "; n.sid:" + from
                + ", n.state:" + vote.state()
                + ", n.leader:" + vote.leader()
                + ", n.round:0x" + Long.toHexString(vote.round())
                + ", n.peerEpoch:0x" + Long.toHexString(vote.peerEpoch())
                + ", n.zxid:0x" + Zxid.hex(vote.zxid())
                + ", message format version:0x" + Integer.toHexString(vote.version())
                + ", n.config version:0x" + configVersion(vote);
    }

    // The version is the last line of the configuration's text. If that line is something else, the version
    // shows as 0; other code checks the text.
    private static String configVersion(Notification vote) {
        String text = vote.config() == null ? "" : vote.config().text();
        String version = text.substring(text.lastIndexOf('\n') + 1);
        boolean isVersion = version.matches(VERSION + "[0-9a-f]{1,16}");
        return isVersion ? version.substring(VERSION.length()) : "0";
    }
}
