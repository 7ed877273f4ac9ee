// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.Notification;
import io.paddock.zab.PeerCore;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.ensemble.QuorumRule;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.LoggedProposal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** One ensemble: from an empty start, through its faults, until all members serve again. */
final class Simulation {
    private static final int TASKS_MAX = 1_000_000;

    private final Options options;
    private final List<Fault> faults;
    private final Sabotage sabotage;
    private final Trace trace;
    private final SplittableRandom random;
    private final Calendar calendar = new Calendar();
    private final List<SimMember> members = new ArrayList<>();
    private final TreeMap<Long, Link> links = new TreeMap<>();
    private final int[][] blocked;
    private final Pipe[][] electionPipes;
    private final Notification[][] lastTold;
    private final Lineages lineages;
    private final EnsembleConfig config;
    private final LinesOperator operator;
    private final HeardVotes heardVotes = new HeardVotes();
    private EnsembleConfig lastProposed;
    private long linkNumber;
    private long txnNumber;
    private long lastStepAgreed;
    private long steps;

    Simulation(long seed, List<Fault> faults, Options options, Sabotage sabotage, Trace trace) {
        this.options = options;
        this.faults = faults;
        this.sabotage = sabotage;
        this.trace = trace;
        this.random = new SplittableRandom(seed ^ 0x5eedL);
        int size = options.members() + 1;
        this.blocked = new int[size][size];
        this.electionPipes = new Pipe[size][size];
        this.lastTold = new Notification[size][size];
        this.config = config(options);
        this.lineages = new Lineages(config);
        for (int index = 1; index < size; index++) {
            members.add(new SimMember(this, index, new SimDisk(random.split(), configOf(index))));
            for (int to = 1; to < size; to++) {
                electionPipes[index][to] = new Pipe(this, index, to);
            }
        }
        this.operator = new LinesOperator(this, config);
    }

    private static EnsembleConfig config(Options options) {
        List<EnsembleMember> members = new ArrayList<>();
        for (long sid = 1; sid <= options.voters() + options.observers(); sid++) {
            members.add(Change.member(sid, 2888, sid > options.voters()));
        }
        return new EnsembleConfig(0, members);
    }

    // A member that joins lists itself in addition to the members that it knows.
    private EnsembleConfig configOf(long sid) {
        if (config.members().containsKey(sid)) {
            return config;
        }
        List<EnsembleMember> members = new ArrayList<>(config.members().values());
        members.add(Change.member(sid, 2888, false));
        return new EnsembleConfig(0, members);
    }

    // --- the run ---

    /**
     * Runs to the end.
     *
     * @throws Violation when a promise is broken
     */
    void run() {
        // If an operator changes lines, a member starts when it has a line of its own.
        members.stream()
                .filter(each -> options.isDynamic() || config.members().containsKey((long) each.index()))
                .forEach(member -> at(random.nextInt(100), member::start));
        faults.forEach(fault -> at(fault.at(), () -> new Havoc(this).wreak(fault)));
        at(options.submitEvery(), this::submit);
        long healed = options.faultsUntil();
        for (Fault fault : faults) {
            healed = Math.max(healed, fault.at() + Havoc.lasts(fault));
        }
        runUntil(healed + 1);
        trace(0, () -> "all faults are over");
        operator.finish(now() + faults.size() * Options.LIVE_WITHIN, this::runUntil, this::report);
        Ending ending = new Ending(this, lineages, this::inForce);
        long deadline = now() + Options.LIVE_WITHIN;
        while (!ending.isWell()) {
            Violation.unless(
                    now() < deadline,
                    "liveness: not all members serve and agree " + Options.LIVE_WITHIN + " ms after the last fault: "
                            + report());
            runUntil(now() + 50);
        }
    }

    private void runUntil(long end) {
        for (Runnable next = calendar.nextUntil(end); next != null; next = calendar.nextUntil(end)) {
            Violation.unless(
                    calendar.count() < TASKS_MAX, "quiet: more than " + TASKS_MAX + " messages and still no end");
            next.run();
        }
    }

    /** Whether all members of the configuration in force serve in the same epoch and have applied something. */
    boolean allServeOneEpoch() {
        EnsembleConfig config = inForce();
        List<SimMember> needed = members.stream()
                .filter(each -> config.members().containsKey((long) each.index()))
                .toList();
        long epoch = needed.get(0).servedEpoch();
        return epoch >= 0 && needed.stream().allMatch(each -> each.servedEpoch() == epoch && each.applied() > 0);
    }

    private EnsembleConfig inForce() {
        boolean isByHistory = options.isDynamic() || options.losesDisks();
        return isByHistory ? lineages.current().config() : operator.list();
    }

    private String report() {
        StringBuilder report = new StringBuilder();
        members.forEach(each -> report.append("\n  member ")
                .append(each.index())
                .append(each.isUp() ? " up" : " down")
                .append(", serves epoch ")
                .append(each.servedEpoch())
                .append(", ")
                .append(each.disk()));
        return report.toString();
    }

    // Clients are connected to the leader and to other members. Some of the latter send a sync, to see what
    // others have written.
    private void submit() {
        int client = 1 + random.nextInt(members.size());
        for (SimMember member : members) {
            if (member.isLeading()) {
                member.submit(nextTxn());
            } else if (member.index() == client && random.nextInt(8) == 0) {
                member.forwardSync();
            } else if (member.index() == client) {
                member.forward(nextTxn());
            }
        }
        at(now() + options.submitEvery(), this::submit);
    }

    private Payload nextTxn() {
        txnNumber++;
        return new Payload(ByteBuffer.allocate(8).putLong(txnNumber).array());
    }

    // --- time and chance ---

    long now() {
        return calendar.now();
    }

    void at(long millis, Runnable what) {
        calendar.at(millis, what);
    }

    boolean flip() {
        return random.nextBoolean();
    }

    long messageDelay() {
        return options.messageMin() + random.nextInt(options.messageMax() - options.messageMin());
    }

    long syncDelay() {
        return options.syncMin() + random.nextInt(options.syncMax() - options.syncMin());
    }

    int chance(int bound) {
        return random.nextInt(bound);
    }

    LinesOperator operator() {
        return operator;
    }

    HeardVotes heardVotes() {
        return heardVotes;
    }

    Options options() {
        return options;
    }

    Sabotage sabotage() {
        return sabotage;
    }

    void trace(int member, Supplier<Object> what) {
        trace.line(now(), member, what);
    }

    void countStep() {
        steps++;
    }

    long steps() {
        return steps;
    }

    int committed() {
        return lineages.current().size();
    }

    List<SimMember> members() {
        return members;
    }

    SimMember member(int index) {
        return members.get(index - 1);
    }

    /** A fault takes everything that the member holds. */
    void loses(int index) {
        lineages.hasLost(index);
    }

    /**
     * Disks were lost. If no txn is left on any disk, the next ensemble begins with epoch 1 again, and nothing tells
     * its members from older ones. So the disks that were lost until now are not found again.
     */
    void haveLostDisks() {
        if (members.stream().allMatch(each -> each.disk().log().isEmpty())) {
            trace(0, () -> "no txn is left on any disk");
            lineages.beginAnew();
            members.forEach(each -> each.disk().forgetOld());
        }
    }

    /** A disk of a history of its own can only be told from the present one by its epochs. */
    boolean mayBringBackOldDisks() {
        return lineages.isSetApart();
    }

    /** How many histories there have been. */
    int lineages() {
        return lineages.count();
    }

    boolean hasSomebodyForgotten() {
        return members.stream().anyMatch(each -> each.disk().isIncomplete());
    }

    /** A member proposes {@code next}. The proposal may be under way for a while before a disk has it. */
    void reconfigures(EnsembleConfig next) {
        lastProposed = next;
    }

    // At most one member may be incomplete at a time. The others must be a quorum without it.
    boolean mayForget(int index) {
        return !hasSomebodyForgotten()
                && (lastProposed == null || SimMember.canDoWithout(lastProposed, index))
                && SimMember.canDoWithout(operator.list(), index)
                && members.stream().allMatch(each -> each.canDoWithout(index));
    }

    PeerCore newCore(int index, SimDisk disk) {
        Settings settings = new Settings(
                index,
                Options.TICK_MILLIS,
                Options.INIT_LIMIT,
                Options.SYNC_LIMIT,
                200,
                3_000,
                options.recentMax(),
                options.isDynamic(),
                false);
        settings = settings.with(sabotage.firstEpoch(options.firstEpoch(now())));
        EnsembleConfig proposed = Change.lastIn(disk.log());
        EnsembleConfig committed = disk.config();
        boolean isNewer = options.isDynamic()
                && !sabotage.forgetsProposedConfigurations()
                && proposed != null
                && proposed.version() > committed.version();
        DiskState found = disk.state();
        DiskState state = sabotage.forgetsThatItForgot()
                ? new DiskState(found.lastZxid(), found.acceptedEpoch(), found.currentEpoch())
                : found;
        return new PeerCore(settings, sabotage.rules(), state, committed, isNewer ? proposed : committed);
    }

    // --- the network ---

    boolean isBlocked(int from, int to) {
        return blocked[from][to] > 0;
    }

    void block(int from, int to, int change) {
        blocked[from][to] += change;
        if (change < 0 && blocked[from][to] == 0) {
            electionPipes[from][to].resume();
            links.values().forEach(Link::resume);
        }
    }

    void notify(int from, int to, Notification vote) {
        lastTold[from][to] = vote;
        if (!member(to).isUp() && !isBlocked(from, to) && random.nextBoolean()) {
            at(now() + messageDelay(), () -> member(from).happens(new Event.Unreachable(to)));
        }
        electionPipes[from][to].send(() -> {
            if (options.isDynamic() || LinesOperator.canMeet(member(from), member(to))) {
                member(to).happens(new Event.Notified(from, vote));
            }
        });
    }

    Collection<Link> links() {
        return links.values();
    }

    Link link(long id) {
        return links.get(id);
    }

    void connect(SimMember learner, long attempt, int leader) {
        boolean isCutOff = isBlocked(learner.index(), leader) || isBlocked(leader, learner.index());
        int dialler = learner.incarnation();
        at(now() + (isCutOff ? 300 : messageDelay() + messageDelay()), () -> {
            if (learner.incarnation() != dialler) {
                return;
            }
            boolean isRefused = isBlocked(learner.index(), leader)
                    || isBlocked(leader, learner.index())
                    || !member(leader).isLeading()
                    || !options.isDynamic() && !LinesOperator.finds(learner, member(leader));
            if (isRefused) {
                learner.happens(new Event.LeaderGone(attempt));
            } else {
                links.values().removeIf(link -> !link.isOpen());
                Link link = new Link(this, ++linkNumber, attempt, learner, member(leader));
                links.put(link.id, link);
                learner.connected(link);
            }
        });
    }

    /** The other ends learn of the death: at once if only the process died, later if the machine did. */
    void hasDied(SimMember member, boolean isPowerCut) {
        for (Link link : links.values()) {
            if (link.learner == member || link.leader == member) {
                if (!isPowerCut) {
                    link.lose();
                }
                link.vanish(member);
            }
        }
    }

    void endConnectionsOf(SimMember member) {
        links.values().stream()
                .filter(link -> link.learner == member || link.leader == member)
                .forEach(Link::lose);
    }

    void disconnect(int one, int other) {
        for (Link link : links.values()) {
            boolean isBetween = link.learner.index() == one && link.leader.index() == other
                    || link.learner.index() == other && link.leader.index() == one;
            if (isBetween) {
                link.lose();
            }
        }
        tellAgain(one, other);
        tellAgain(other, one);
    }

    // A new election connection begins with the last message of the old one. So old messages are often
    // repeated.
    private void tellAgain(int from, int to) {
        if (lastTold[from][to] != null && member(from).isUp()) {
            notify(from, to, lastTold[from][to]);
        }
    }

    // --- the promises ---

    void leads(int sid, long epoch, List<LoggedProposal> log) {
        lineages.leads(sid, epoch, log, members);
    }

    void applied(int sid, long epoch, List<LoggedProposal> log, int from, int upTo) {
        // A member may have begun with another history, so everything is compared again.
        lineages.in(epoch).applied(sid, epoch, log, options.losesDisks() ? 0 : from, upTo);
        if (lineages.current().size() != lastStepAgreed) {
            lastStepAgreed = lineages.current().size();
            checkDisks();
        }
    }

    /** Promise: what is committed is durable on a quorum, whether its members are up or down. */
    void checkDisks() {
        Agreed agreed = lineages.current();
        if (agreed.last() == null) {
            return;
        }
        Set<Long> holders = new TreeSet<>();
        for (SimMember member : members) {
            // An incomplete member is not counted against the promise until it has received the whole
            // history.
            boolean isHeld = agreed.isHeldBy(member.disk().log(), member.disk().synced());
            if (isHeld) {
                lineages.holdsAgain(member.index());
            }
            if (isHeld || member.disk().isIncomplete() || lineages.isLost(member.index())) {
                holders.add((long) member.index());
            }
        }
        if (!options.isDynamic()) {
            operator.checkHolders(holders, agreed.last());
            return;
        }
        Violation.unless(
                QuorumRule.ZOOKEEPER.isQuorum(agreed.config(), holders::contains)
                        && QuorumRule.ZOOKEEPER.isQuorum(agreed.configBeforeLast(), holders::contains),
                "what is committed is durable on a quorum: "
                        + Trace.zxid(agreed.last().zxid()) + " is on " + holders + " only");
    }
}
