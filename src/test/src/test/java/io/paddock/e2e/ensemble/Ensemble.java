// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Several servers that form one ensemble. Members are started by the test; closing the ensemble ends all of
 * them.
 */
public final class Ensemble implements AutoCloseable {
    /** How long to wait for an expected state, even on a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(50);

    private static final String FIRST = "127.0.0.1";
    private static final String SECOND = "127.0.0.2";

    private final EnsembleOptions options;
    private final PortBlock ports = PortBlock.open();
    private final List<Seat> seats = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final List<Cabling> networks = new ArrayList<>();

    /** What a member is known by. The second ports are those of its second address, if it has one. */
    private record Seat(
            int quorumPort, int electionPort, int clientPort, int secondQuorumPort, int secondElectionPort) {}

    Ensemble(EnsembleOptions options) {
        this.options = options;
        options.kinds().forEach(kind -> seats.add(seat()));
        if (options.cabled()) {
            networks.add(network(FIRST, Seat::quorumPort, Seat::electionPort));
        }
        if (options.cabled() && options.twoAddresses()) {
            networks.add(network(SECOND, Seat::secondQuorumPort, Seat::secondElectionPort));
        }
        for (int id = 1; id <= options.kinds().size(); id++) {
            prepare(id, options.kinds().get(id - 1));
        }
    }

    private Cabling network(String host, Function<Seat, Integer> quorumPort, Function<Seat, Integer> electionPort) {
        return new Cabling(
                host,
                seats.stream().map(quorumPort).toList(),
                seats.stream().map(electionPort).toList(),
                networks);
    }

    private Seat seat() {
        boolean two = options.twoAddresses();
        return new Seat(ports.take(), ports.take(), ports.take(), two ? ports.take() : 0, two ? ports.take() : 0);
    }

    private Member prepare(int id, ServerKind kind) {
        ServerOptions server = ServerOptions.of(kind);
        for (String line : options.cfgLines()) {
            server = server.cfg(line);
        }
        for (String line : options.memberLines().getOrDefault(id, List.of())) {
            server = server.cfg(line);
        }
        for (int each = 1; each <= seats.size(); each++) {
            server = server.cfg("server." + each + "=" + serverLine(id, each));
        }
        if (options.isObserver(id)) {
            server = server.cfg("peerType=observer");
        }
        for (String flag : options.jvmFlags()) {
            server = server.jvm(flag);
        }
        Seat seat = seats.get(id - 1);
        Member member = new Member(id, server, seat.clientPort, seat.quorumPort, seat.electionPort);
        members.add(member);
        return member;
    }

    /** The address at which {@code from} reaches {@code to}. */
    private String serverLine(int from, int to) {
        Seat seat = seats.get(to - 1);
        boolean direct = networks.isEmpty() || from == to;
        String addresses = direct
                ? addresses(seat)
                : networks.stream().map(each -> each.address(from, to)).collect(Collectors.joining("|"));
        String role = options.isObserver(to) ? ":observer" : ":participant";
        return addresses + role + (options.dynamic() ? ";127.0.0.1:" + seat.clientPort : "");
    }

    private String addresses(Seat seat) {
        String first = FIRST + ":" + seat.quorumPort + ":" + seat.electionPort;
        return options.twoAddresses()
                ? first + "|" + SECOND + ":" + seat.secondQuorumPort + ":" + seat.secondElectionPort
                : first;
    }

    /** The value of {@code server.N=} for a member. */
    public String serverLine(int id) {
        return serverLine(id, id);
    }

    /**
     * Adds one more server, not started, with the next number. Its zoo.cfg has all members and itself; the
     * others don't have it.
     */
    public Member add(ServerKind kind) {
        if (!networks.isEmpty()) {
            throw new IllegalStateException("no cables lead to a member that is added");
        }
        seats.add(seat());
        return prepare(seats.size(), kind);
    }

    /** Starts all members that do not run, without waiting. */
    public Ensemble startAll() {
        members.stream().filter(member -> !member.isAlive()).forEach(Member::start);
        return this;
    }

    /**
     * Starts a quorum of new voters: this one and those with the lowest numbers. This one leads if its number
     * is the highest of them.
     */
    void elect(int leader) {
        int voters = options.kinds().size() - options.observers();
        member(leader).start();
        for (int id = 1; id <= voters / 2; id++) {
            member(id).start();
        }
        Member elected = awaitServing();
        if (elected.id() != leader) {
            throw new IllegalStateException(elected + " leads, and " + leader + " was to");
        }
    }

    public Member member(int id) {
        return members.get(id - 1);
    }

    /** All members, running or not. */
    public List<Member> members() {
        return List.copyOf(members);
    }

    /** The members whose process runs. */
    public List<Member> running() {
        return members.stream().filter(Member::isAlive).toList();
    }

    /** The network between members, the first one if there are two. */
    public Cabling cabling() {
        return networks().get(0);
    }

    /** The networks between members: as many as each member has addresses. */
    public List<Cabling> networks() {
        if (networks.isEmpty()) {
            throw new IllegalStateException("an ensemble without cables");
        }
        return List.copyOf(networks);
    }

    /** The addresses of all members, for clients. */
    public String connectString() {
        return members.stream().map(Member::connectString).collect(Collectors.joining(","));
    }

    /** A session of Apache's client that may use any member. */
    public ClientSession connect() {
        return ClientSession.open(connectString());
    }

    /** Waits until exactly one member leads, and returns it. */
    public Member awaitLeader() {
        await("a leader of " + running())
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(() -> leaders().size() == 1);
        return leaders().get(0);
    }

    private List<Member> leaders() {
        return running().stream().filter(Member::leads).toList();
    }

    /** Waits until a member leads and all running members serve. Returns those that do not lead. */
    public List<Member> awaitFollowers() {
        Member leader = awaitServing();
        return running().stream().filter(member -> member != leader).toList();
    }

    /** Waits until every running member serves, one of them as the leader. */
    public Member awaitServing() {
        await(running() + " serving")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(() ->
                        running().stream().allMatch(Member::serves) && leaders().size() == 1);
        return leaders().get(0);
    }

    /** The text to show with a failed test. */
    String logs() {
        return members.stream()
                .map(member -> member + ", data in " + member.dataDir() + ", its log ends with:\n" + member.logTail())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        members.forEach(Member::close);
        networks.forEach(Cabling::close);
        ports.close();
    }
}
