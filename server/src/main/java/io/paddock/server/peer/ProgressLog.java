// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.zab.door.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs how learners join their leader, in the words that operators look for in ZooKeeper's log. On the core
 * thread.
 */
final class ProgressLog {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);

    private final long sid;
    private final Map<Long, Arrival> arrivals = new HashMap<>();

    /** A learner, the end of its log, and whether it has acknowledged the leader's history. */
    private record Arrival(long sid, boolean observer, long lastZxid, boolean hasHistory) {}

    /**
     * Knows no learner yet.
     *
     * @param sid this member's id
     */
    ProgressLog(long sid) {
        this.sid = sid;
    }

    /**
     * Logs the events that concern joining.
     *
     * @param event any event
     * @param config the members
     */
    void happened(Event event, EnsembleConfig config) {
        if (event instanceof Event.LearnerSaid said) {
            learnerSaid(said, config);
        } else if (event instanceof Event.LearnerGone gone) {
            arrivals.remove(gone.link());
        } else if (event instanceof Event.LeaderSaid said) {
            leaderSaid(said.message());
        } else if (event instanceof Event.CurrentEpochSaved saved) {
            LOG.info("Set the current epoch to {}", saved.epoch());
        }
    }

    private void learnerSaid(Event.LearnerSaid said, EnsembleConfig config) {
        Arrival known = arrivals.get(said.link());
        if (said.message() instanceof Hello hello) {
            long its = hello.info().sid();
            EnsembleMember member = config.members().get(its);
            LOG.info("Follower sid: {} : info : {}", its, member == null ? "not a member" : member);
            arrivals.put(said.link(), new Arrival(its, hello.observer(), 0, false));
        } else if (known != null && said.message() instanceof AckEpoch ack) {
            arrivals.put(said.link(), new Arrival(known.sid, known.observer, ack.lastZxid(), false));
        } else if (known != null && said.message() instanceof Ack ack && Zxid.counterOf(ack.zxid()) == 0) {
            arrivals.put(said.link(), new Arrival(known.sid, known.observer, known.lastZxid, true));
        }
    }

    private static void leaderSaid(LeaderMessage message) {
        if (message instanceof LeaderMessage.Diff diff) {
            LOG.info("Getting a diff from the leader 0x{}", Zxid.hex(diff.zxid()));
        } else if (message instanceof LeaderMessage.Snap snap) {
            LOG.info("Getting a snapshot from leader 0x{}", Zxid.hex(snap.zxid()));
        } else if (message instanceof LeaderMessage.NewLeader) {
            LOG.info("Learner received NEWLEADER message");
        } else if (message instanceof LeaderMessage.UpToDate) {
            LOG.info("Learner received UPTODATE message");
        }
    }

    /**
     * A message is sent to a learner.
     *
     * @param link to the learner
     * @param message that is sent
     * @param lastZxid the last zxid that is applied here
     * @param lastLogged the last zxid that is logged here
     */
    void toLearner(long link, LeaderMessage message, long lastZxid, long lastLogged) {
        if (message instanceof LeaderMessage.Diff diff) {
            synchronising(link, lastZxid, lastLogged);
            LOG.info("Sending DIFF zxid=0x{} for peer sid: {}", Zxid.hex(diff.zxid()), sidOf(link));
        } else if (message instanceof LeaderMessage.Trunc trunc) {
            synchronising(link, lastZxid, lastLogged);
            LOG.info("Sending TRUNC zxid=0x{} for peer sid: {}", Zxid.hex(trunc.zxid()), sidOf(link));
        }
    }

    /** A snapshot is sent to a learner. */
    void snapshot(long link, long label, long lastZxid, long lastLogged) {
        synchronising(link, lastZxid, lastLogged);
        LOG.info(
                "Sending snapshot last zxid of peer is 0x{}, zxid of leader is 0x{}, send zxid of db as 0x{}",
                Zxid.hex(lastZxidOf(link)),
                Zxid.hex(lastZxid),
                Zxid.hex(label));
    }

    private void synchronising(long link, long lastZxid, long lastLogged) {
        LOG.info(
                "Synchronizing with Learner sid: {} maxCommittedLog=0x{} lastProcessedZxid=0x{} peerLastZxid=0x{}",
                sidOf(link),
                Zxid.hex(lastLogged),
                Zxid.hex(lastZxid),
                Zxid.hex(lastZxidOf(link)));
    }

    /** @return the id of the learner at the other end of a link, or -1 if it has not identified itself */
    long sidOf(long link) {
        Arrival arrival = arrivals.get(link);
        return arrival == null ? -1 : arrival.sid;
    }

    private long lastZxidOf(long link) {
        Arrival arrival = arrivals.get(link);
        return arrival == null ? 0 : arrival.lastZxid;
    }

    /** This member leads, and a quorum holds its history. */
    void leads(long epoch) {
        TreeSet<Long> supporters = new TreeSet<>();
        supporters.add(sid);
        arrivals.values().stream()
                .filter(each -> each.hasHistory && !each.observer)
                .forEach(each -> supporters.add(each.sid));
        LOG.info(
                "Have quorum of supporters, sids: [{}]; starting up and setting last processed zxid: 0x{}",
                supporters,
                Zxid.hex(Zxid.of(epoch, 0)));
    }
}
