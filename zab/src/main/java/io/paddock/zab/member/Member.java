// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.ReportConflict.Part;
import io.paddock.zab.door.Settings;
import io.paddock.zab.ensemble.Ensemble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One member, independent of its role: settings, ledger, ensemble, time, and the effects of the current
 * event. Roles write effects here, and report here that they end. {@code PeerCore} acts on that once the
 * event is handled.
 */
public final class Member {
    private static final int GIVES_WAY_MAX = 3;

    private final Settings settings;
    private final Rules rules;
    private final List<Effect> effects = new ArrayList<>();
    private final Ledger ledger;
    private final Newcomers newcomers = new Newcomers();
    private Ensemble ensemble;
    private Payload configText;
    private long lastTickMillis = Long.MIN_VALUE;
    private long nowMillis;
    private final ToldHistories told = new ToldHistories();
    private final Map<Long, Integer> gaveWay = new TreeMap<>();
    private final HistoryConflict conflict;
    private boolean isDamaged;
    private boolean isIncomplete;
    private boolean hasDoubted;
    private boolean hasWaited;
    private String relief;
    private Vote successor;
    private boolean isWithdrawn;
    private long nextLeader = Vote.NOBODY;

    public Member(Settings settings, Rules rules, DiskState disk, EnsembleConfig committed, EnsembleConfig lastSeen) {
        this.settings = settings;
        this.rules = rules;
        this.ledger = new Ledger(disk.healed(), settings.recentMax(), settings.reconfigEnabled(), effects);
        this.isIncomplete = disk.isIncomplete();
        this.hasDoubted = disk.isIncomplete();
        this.isDamaged = disk.isDamaged();
        this.conflict = new HistoryConflict(settings.tickMillis(), settings.syncLimitMillis(), disk.isInConflict());
        boolean isProposed = settings.reconfigEnabled() && isLogged(lastSeen, committed, disk);
        this.ensemble = new Ensemble(committed, isProposed ? lastSeen : committed, rules.quorum());
        this.configText = committed.payload();
    }

    // A configuration may have been written down but never logged, or its txn was truncated. Then this member
    // has never acked it, and ignores it.
    private static boolean isLogged(EnsembleConfig lastSeen, EnsembleConfig committed, DiskState disk) {
        return lastSeen.version() > committed.version() && lastSeen.version() <= disk.lastZxid();
    }

    public Settings settings() {
        return settings;
    }

    public Rules rules() {
        return rules;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Ensemble ensemble() {
        return ensemble;
    }

    /** @return servers that this member's list does not have, and that may follow all the same */
    public Newcomers newcomers() {
        return newcomers;
    }

    /** @return this member's server id */
    public long sid() {
        return settings.sid();
    }

    /**
     * @return whether this member is listed as an observer, and its log does not propose it as a voter. A
     *     proposed voter must ack: the proposal may need its ack to be committed
     */
    public boolean isObserver() {
        return ensemble.committed().isObserver(sid()) && !ensemble.isVoter(sid());
    }

    /**
     * @return whether this member may have lost txns or promises. Then it does not vote, and takes everything
     *     from its leader
     */
    public boolean isIncomplete() {
        return isIncomplete;
    }

    /** From here on this member's history is not trusted. */
    public void doubt() {
        isIncomplete = true;
        isDamaged = true;
        hasDoubted = true;
    }

    /**
     * Tells whether this member has a vote. It must be listed as a voter and be complete, and must not have
     * to learn the histories of other voters first.
     */
    public boolean mayVote() {
        return ensemble.isVoter(sid()) && !isIncomplete && !conflict.isOn(nowMillis) && !waitsForThePast();
    }

    /** @return whether the log is empty, and no damaged files exist that may have held txns */
    public boolean holdsNothing() {
        return ledger.lastLogged() == 0 && !isDamaged;
    }

    // A listed voter that has not sent a vote yet may hold the history of the ensemble.
    private boolean waitsForThePast() {
        hasWaited = hasWaited
                || nowMillis >= settings.firstEpoch().waitMillis()
                || ledger.lastLogged() != 0
                || told.areKnown(ensemble.voters(), sid());
        return !hasWaited;
    }

    /** @return the history positions that the other voters have told */
    public ToldHistories told() {
        return told;
    }

    /** @return the conflict between this member's history and an established leader's, if there is one */
    public HistoryConflict conflict() {
        return conflict;
    }

    /** @return whether it is too early to try to follow a leader again */
    public boolean pausesAfterConflict() {
        return conflict.pauses(nowMillis);
    }

    /** @return whether clients must not read what this member holds */
    public boolean isUnreadable() {
        return isIncomplete || conflict.isOn(nowMillis);
    }

    /**
     * @return whether a history cannot come from the ensemble of this member's history. If so, neither may
     *     replace the other in an election
     */
    public boolean isOfAnotherEnsemble(HistoryPosition theirs) {
        return !isIncomplete && ledger.lastLogged() != 0 && theirs.isOfAnotherEnsembleThan(ledger.currentEpoch());
    }

    /** An established leader's history and this member's exclude each other. */
    public void conflictsWith(long leader, long epoch) {
        conflict.found(leader, epoch, nowMillis);
        Part part = conflict.isCertain() ? Part.IS_STOPPED : Part.MAY_BE_STOPPED;
        emit(new Effect.ReportConflict(part, leader, epoch, -1));
    }

    /**
     * A leader closed the connection once it had learned where this member's log ends. The log ends in the
     * leader's own epoch, but that leader may not have sent it.
     */
    public void isRefusedBy(long leader, long epoch) {
        if (conflict.isRefusedAgain()) {
            emit(new Effect.ReportConflict(Part.MAY_BE_STOPPED, leader, epoch, -1));
        }
    }

    /**
     * A voter sent its vote.
     *
     * @return whether the vote says something new about the sender's own history
     */
    public boolean hears(long from, Notification vote) {
        boolean isNews = ensemble.isMember(from) && told.heard(from, vote);
        told.of(from)
                .filter(theirs -> vote.state() == PeerState.LOOKING && isOfAnotherEnsemble(theirs))
                .ifPresent(theirs ->
                        emit(new Effect.ReportConflict(Part.LOOKS, from, theirs.currentEpoch(), theirs.lastZxid())));
        // If all voters have lost everything, nothing is left that a vote of this member could undo.
        if (isIncomplete && holdsNothing() && ensemble.isVoter(sid()) && told.areEmpty(ensemble.voters(), sid())) {
            isIncomplete = false;
        }
        return isNews;
    }

    /**
     * Tells whether a leader without any txn gives way to this voter. It does so a few times only, because
     * that voter may be unable to lead.
     */
    public boolean givesWayTo(long sid) {
        return gaveWay.merge(sid, 1, Integer::sum) <= GIVES_WAY_MAX;
    }

    /**
     * The lowest epoch to lead in, because other voters may hold a history that this member does not know.
     * That is possible if this member's history was never in an ensemble, and a listed member has not told
     * the same of its own.
     *
     * @return that epoch, or 0 if no such history is possible
     */
    public long firstEpoch() {
        boolean isFirst = ledger.standing().currentEpoch() == 0;
        // Observers are asked too: an observer's copy may be the only one left.
        boolean isKnown =
                !hasDoubted && told.haveNoEpoch(ensemble.committed().members().keySet(), sid());
        return isFirst && !isKnown ? settings.firstEpoch().epoch() : 0;
    }

    /**
     * This member has a leader's history, and a quorum holds it. It now serves clients and may vote again.
     */
    public void serve(long epoch) {
        isIncomplete = false;
        hasWaited = true;
        conflict.end();
        emit(new Effect.Serve(epoch));
    }

    /** @return the text of the committed configuration, as sent with every vote */
    public Payload configText() {
        return configText;
    }

    /**
     * A configuration is about to be logged. From here on decisions need a quorum of it and of the one in
     * force.
     */
    public void propose(EnsembleConfig config) {
        if (config.version() > ensemble.committed().version()) {
            configure(ensemble.committed(), config);
        }
    }

    /**
     * A configuration is committed and now in force. Configurations that were proposed before it no longer
     * matter.
     *
     * @return whether anything but the version changes
     */
    public boolean activate(EnsembleConfig config) {
        EnsembleConfig before = ensemble.committed();
        if (!settings.reconfigEnabled() || config.version() <= before.version()) {
            return false;
        }
        EnsembleConfig lastSeen = ensemble.lastSeen();
        configure(config, lastSeen.version() > config.version() ? lastSeen : config);
        return !config.sameAs(before);
    }

    /**
     * This member's log was replaced. The given configuration is what the new log proposes, if it is newer
     * than the one in force. What the old log proposed no longer matters.
     */
    public void proposedIs(EnsembleConfig configOrNull) {
        boolean isNews = configOrNull != null
                && settings.reconfigEnabled()
                && configOrNull.version() > ensemble.committed().version();
        configure(ensemble.committed(), isNews ? configOrNull : ensemble.committed());
    }

    /** The log was truncated. A configuration that was proposed beyond its new end no longer matters. */
    public void onTruncated(long zxid) {
        ledger.onTruncated(zxid);
        if (ensemble.lastSeen().version() > zxid) {
            proposedIs(null);
        }
    }

    /**
     * A snapshot has replaced the log. Its configuration counts, and everything that was proposed before no
     * longer matters.
     */
    public void onInstalled(long zxid, EnsembleConfig configOrNull) {
        ledger.onInstalled(zxid);
        proposedIs(configOrNull);
    }

    private void configure(EnsembleConfig committed, EnsembleConfig lastSeen) {
        if (committed.equals(ensemble.committed()) && lastSeen.equals(ensemble.lastSeen())) {
            return;
        }
        ensemble = ensemble.with(committed, lastSeen);
        configText = committed.payload();
        effects.add(new Effect.Configure(committed, lastSeen));
    }

    /**
     * Time advances, but by at most half a tickTime at once. The process may have been suspended: by a
     * garbage collection, a signal, or a sleeping machine. Then messages of other members may wait unread,
     * and must not count as silence.
     */
    public void onTick(long clockMillis) {
        if (lastTickMillis != Long.MIN_VALUE) {
            long halfTickMillis = Math.max(1, settings.tickMillis() / 2);
            nowMillis += Math.max(0, Math.min(clockMillis - lastTickMillis, halfTickMillis));
        }
        lastTickMillis = clockMillis;
    }

    /** @return the milliseconds that this member has been running. All timeouts are measured with them */
    public long nowMillis() {
        return nowMillis;
    }

    /** Adds an effect to the answer to the current event. */
    public void emit(Effect effect) {
        effects.add(effect);
    }

    /** The current role is over. The member looks for a leader again. */
    public void leave(String why) {
        if (relief == null) {
            relief = why;
        }
    }

    /**
     * The current role is over. In the next election the member first votes for {@code chosen} instead of
     * itself.
     */
    public void leave(String why, Vote chosen) {
        leave(why);
        successor = chosen;
    }

    /** The current role is over, and no other follows: this member is about to be stopped. */
    public void withdraw(String why) {
        leave(why);
        isWithdrawn = true;
    }

    /** @return whether this member takes no part in the ensemble any more */
    public boolean isWithdrawn() {
        return isWithdrawn;
    }

    /** The current role is over, and the next leader is already known, so no election is needed. */
    public void leaveFor(long designated, String why) {
        leave(why);
        nextLeader = designated;
    }

    /**
     * Takes the next leader. A second call returns nothing.
     *
     * @return the next leader, if it is known
     */
    public OptionalLong takeNextLeader() {
        long next = nextLeader;
        nextLeader = Vote.NOBODY;
        return next == Vote.NOBODY ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /**
     * Takes the successor that a leader wants when it hands over. A second call returns null.
     *
     * @return the vote for the successor, or null
     */
    public Vote takeSuccessor() {
        Vote chosen = successor;
        successor = null;
        return chosen;
    }

    /** @return whether the current role is over */
    public boolean isLeaving() {
        return relief != null;
    }

    /**
     * Takes the reason why the current role is over. A second call returns null.
     *
     * @return the reason, or null if the role goes on
     */
    public String takeRelief() {
        String why = relief;
        relief = null;
        return why;
    }

    /**
     * Takes the effects of the current event. A second call returns none.
     *
     * @return the effects, in order
     */
    public List<Effect> takeEffects() {
        List<Effect> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }
}
