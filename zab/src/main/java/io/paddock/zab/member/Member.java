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
 * One member, whatever it is doing: settings, ledger, ensemble, time, and the effects of the event at hand. Roles write effects here and ask
 * here to be relieved; {@code PeerCore} acts on that once the event is dealt with.
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

    // Written down and then not logged, or cut off the log again: then it was never acked by us, and is nothing to us.
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

    /** @return servers that our list does not have, and which may follow all the same */
    public Newcomers newcomers() {
        return newcomers;
    }

    /** @return this member's server id */
    public long sid() {
        return settings.sid();
    }

    /**
     * @return whether this member is listed as an observer. One that our log proposes as a voter is none: its acks may be what the
     *     proposal waits for
     */
    public boolean isObserver() {
        return ensemble.committed().isObserver(sid()) && !ensemble.isVoter(sid());
    }

    /** @return whether this member may have forgotten something: then it has no say, and takes all from its leader */
    public boolean isIncomplete() {
        return isIncomplete;
    }

    /** Our history is not to be trusted from here on. */
    public void doubt() {
        isIncomplete = true;
        isDamaged = true;
        hasDoubted = true;
    }

    /** @return whether this member has a vote: it is listed as a voter, knows all it ever knew, and need not ask others for the past first */
    public boolean mayVote() {
        return ensemble.isVoter(sid()) && !isIncomplete && !conflict.isOn(nowMillis) && !waitsForThePast();
    }

    /** @return whether there is nothing on our disk, and there are no files either that may have held something */
    public boolean holdsNothing() {
        return ledger.lastLogged() == 0 && !isDamaged;
    }

    // A listed voter that has not been heard from may hold what the ensemble once agreed on.
    private boolean waitsForThePast() {
        hasWaited = hasWaited
                || nowMillis >= settings.firstEpoch().waitMillis()
                || ledger.lastLogged() != 0
                || told.areKnown(ensemble.voters(), sid());
        return !hasWaited;
    }

    /** @return how far the histories of the other voters go, by their own word */
    public ToldHistories told() {
        return told;
    }

    /** @return whether our history and the one of an established leader exclude each other */
    public HistoryConflict conflict() {
        return conflict;
    }

    /** @return whether it is too early to try another leader */
    public boolean pausesAfterConflict() {
        return conflict.pauses(nowMillis);
    }

    /** @return whether nobody should read what this member holds */
    public boolean isUnreadable() {
        return isIncomplete || conflict.isOn(nowMillis);
    }

    /** @return whether a history cannot have come from the ensemble that ours is from. Neither may take the place of the other in an election */
    public boolean isOfAnotherEnsemble(HistoryPosition theirs) {
        return !isIncomplete && ledger.lastLogged() != 0 && theirs.isOfAnotherEnsembleThan(ledger.currentEpoch());
    }

    /** An established leader's history and ours exclude each other. */
    public void conflictsWith(long leader, long epoch) {
        conflict.found(leader, epoch, nowMillis);
        Part part = conflict.isCertain() ? Part.IS_STOPPED : Part.MAY_BE_STOPPED;
        emit(new Effect.ReportConflict(part, leader, epoch, -1));
    }

    /** A leader has closed the connection once it had heard where our log ends, which is in its own epoch: it may not have sent us that. */
    public void isRefusedBy(long leader, long epoch) {
        if (conflict.isRefusedAgain()) {
            emit(new Effect.ReportConflict(Part.MAY_BE_STOPPED, leader, epoch, -1));
        }
    }

    /**
     * A voter told its vote.
     *
     * @return whether it has said something new about its own history
     */
    public boolean hears(long from, Notification vote) {
        boolean isNews = ensemble.isMember(from) && told.heard(from, vote);
        told.of(from)
                .filter(theirs -> vote.state() == PeerState.LOOKING && isOfAnotherEnsemble(theirs))
                .ifPresent(theirs ->
                        emit(new Effect.ReportConflict(Part.LOOKS, from, theirs.currentEpoch(), theirs.lastZxid())));
        // Where all have lost everything there is nothing left that one of them could overturn.
        if (isIncomplete && holdsNothing() && ensemble.isVoter(sid()) && told.areEmpty(ensemble.voters(), sid())) {
            isIncomplete = false;
        }
        return isNews;
    }

    /** Whether a leader without any txn gives way to this voter: it does so a few times, in case that voter cannot lead. */
    public boolean givesWayTo(long sid) {
        return gaveWay.merge(sid, 1, Integer::sum) <= GIVES_WAY_MAX;
    }

    /**
     * The first epoch to lead in, as far as that depends on what other voters may hold; 0 where it does not. It does where our history never was in
     * an ensemble, and a listed member has not told that its own never was either.
     */
    public long firstEpoch() {
        boolean isFirst = ledger.standing().currentEpoch() == 0;
        // An observer's copy may be all that is left.
        boolean isKnown =
                !hasDoubted && told.haveNoEpoch(ensemble.committed().members().keySet(), sid());
        return isFirst && !isKnown ? settings.firstEpoch().epoch() : 0;
    }

    /** A leader's history is ours, and a quorum holds it: let clients in, and have a say again. */
    public void serve(long epoch) {
        isIncomplete = false;
        hasWaited = true;
        conflict.end();
        emit(new Effect.Serve(epoch));
    }

    /** @return the text of the committed configuration, as told with every vote */
    public Payload configText() {
        return configText;
    }

    /** A configuration is about to be logged: from here on it has a say beside the one in force. */
    public void propose(EnsembleConfig config) {
        if (config.version() > ensemble.committed().version()) {
            configure(ensemble.committed(), config);
        }
    }

    /**
     * A configuration is committed: it is in force, and what was proposed before it is history.
     *
     * @return whether that changes anything but the version
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
     * Our log is another one now: what it proposes is this, if it is newer than what is in force. What it proposed before is none of our
     * business any more.
     */
    public void proposedIs(EnsembleConfig configOrNull) {
        boolean isNews = configOrNull != null
                && settings.reconfigEnabled()
                && configOrNull.version() > ensemble.committed().version();
        configure(ensemble.committed(), isNews ? configOrNull : ensemble.committed());
    }

    /** Our log ends earlier now, so a configuration that it proposed behind that is nothing to us any more. */
    public void onTruncated(long zxid) {
        ledger.onTruncated(zxid);
        if (ensemble.lastSeen().version() > zxid) {
            proposedIs(null);
        }
    }

    /** Our log is a snapshot now, so what that says about the ensemble counts, and nothing that was proposed before. */
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
     * Time goes on, but never by more than half a tickTime at once: when we were not running (a collection, a stopped process, a machine
     * put to sleep), our peers' messages may be waiting unread, and silence must not be laid at their door.
     */
    public void onTick(long clockMillis) {
        if (lastTickMillis != Long.MIN_VALUE) {
            long halfTickMillis = Math.max(1, settings.tickMillis() / 2);
            nowMillis += Math.max(0, Math.min(clockMillis - lastTickMillis, halfTickMillis));
        }
        lastTickMillis = clockMillis;
    }

    /** @return milliseconds this member has been running; what timeouts are measured with */
    public long nowMillis() {
        return nowMillis;
    }

    /** Adds to the answer to the event at hand. */
    public void emit(Effect effect) {
        effects.add(effect);
    }

    /** The role at hand is over: look for a leader anew. */
    public void leave(String why) {
        if (relief == null) {
            relief = why;
        }
    }

    /** The same, and whom we shall vote for in our own place. */
    public void leave(String why, Vote chosen) {
        leave(why);
        successor = chosen;
    }

    /** The role at hand is over, and there is no next one: this member is about to be stopped. */
    public void withdraw(String why) {
        leave(why);
        isWithdrawn = true;
    }

    /** @return whether this member takes no part any more */
    public boolean isWithdrawn() {
        return isWithdrawn;
    }

    /** The role at hand is over, and who leads next is settled already: no election. */
    public void leaveFor(long designated, String why) {
        leave(why);
        nextLeader = designated;
    }

    /** @return who leads next, if that is settled; asked once */
    public OptionalLong takeNextLeader() {
        long next = nextLeader;
        nextLeader = Vote.NOBODY;
        return next == Vote.NOBODY ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** @return whom a leader that hands over wants to have elected, or null; asked once */
    public Vote takeSuccessor() {
        Vote chosen = successor;
        successor = null;
        return chosen;
    }

    /** @return whether the role at hand is over */
    public boolean isLeaving() {
        return relief != null;
    }

    /** @return why the role at hand is over, or null; asked once */
    public String takeRelief() {
        String why = relief;
        relief = null;
        return why;
    }

    /** @return the answer to the event at hand; asked once */
    public List<Effect> takeEffects() {
        List<Effect> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }
}
