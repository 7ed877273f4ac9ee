// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The network between the members of an ensemble. There is a line from each member to each other one, in each
 * direction, and each can be cut.
 *
 * <p>A cut line is silent. What is sent arrives in order when the line is mended, unless {@link #drop} has
 * ended the connections in the meantime, as timeouts would. Clients do not use these lines.
 */
public final class Cabling implements AutoCloseable {
    private record Line(int from, int to) {}

    private final Map<Line, Gate> gates = new HashMap<>();
    private final Map<Line, Cable> quorum = new HashMap<>();
    private final Map<Line, Cable> election = new HashMap<>();
    private final int members;
    private final String host;
    private final List<Cabling> all;

    /**
     * @param host what members listen on, and what they dial
     * @param quorumPorts and election ports: where members really listen, the first at index 0
     * @param all the networks that lead to these members, this one to be added: each address they announce is on one of them
     */
    Cabling(String host, List<Integer> quorumPorts, List<Integer> electionPorts, List<Cabling> all) {
        this.members = quorumPorts.size();
        this.host = host;
        this.all = all;
        InetAddress address = address(host);
        Set<Line> lines = new HashSet<>();
        for (int from = 1; from <= members; from++) {
            for (int to = 1; to <= members; to++) {
                if (from != to) {
                    lines.add(new Line(from, to));
                }
            }
        }
        lines.forEach(line -> gates.put(line, new Gate()));
        for (Line line : lines) {
            Gate there = gates.get(line);
            Gate back = gates.get(new Line(line.to, line.from));
            quorum.put(line, new Cable(address, quorumPorts.get(line.to - 1), there, back, null));
            election.put(
                    line,
                    new Cable(address, electionPorts.get(line.to - 1), there, back, announced -> cablesBack(line)));
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String cablesBack(Line line) {
        return all.stream()
                .map(each -> each.host + ":" + each.electionPort(line.to, line.from))
                .collect(Collectors.joining("|"));
    }

    /** One address of a member, as another one dials it. */
    String address(int from, int to) {
        return host + ":" + quorumPort(from, to) + ":" + electionPort(from, to);
    }

    /** What a member dials for the quorum port of another. */
    int quorumPort(int from, int to) {
        return quorum.get(new Line(from, to)).port();
    }

    /** What a member dials for the election port of another. */
    int electionPort(int from, int to) {
        return election.get(new Line(from, to)).port();
    }

    /** Nothing that one member sends to another arrives any more. The other direction works. */
    public void cutOneWay(int from, int to) {
        gates.get(new Line(from, to)).shut();
    }

    /** Nothing more arrives between two members. */
    public void cut(int one, int other) {
        cutOneWay(one, other);
        cutOneWay(other, one);
    }

    /** Nobody reaches this member, and it reaches nobody. */
    public void isolate(int member) {
        others(member).forEach(other -> cut(member, other));
    }

    /** The whole network is dead. Nothing that is sent over it arrives, and no new connection is answered. */
    public void unplug() {
        gates.keySet().forEach(this::unplug);
    }

    /** The same between two members only. */
    public void unplug(int one, int other) {
        unplug(new Line(one, other));
        unplug(new Line(other, one));
    }

    private void unplug(Line line) {
        gates.get(line).shut();
        quorum.get(line).fallSilent();
        election.get(line).fallSilent();
    }

    /** Ends {@link #unplug}. Everything in transit is lost. */
    public void plugIn() {
        quorum.values().forEach(Cable::drop);
        election.values().forEach(Cable::drop);
        quorum.values().forEach(Cable::answerAgain);
        election.values().forEach(Cable::answerAgain);
        mend();
    }

    /** All lines work again, at full speed. */
    public void mend() {
        gates.values().forEach(Gate::open);
    }

    /** Everything that one member sends to another is delayed, and later bytes wait for earlier ones. */
    public void delay(int from, int to, long millis) {
        gates.get(new Line(from, to)).delay(millis);
    }

    /** Ends all connections between two members. */
    public void drop(int one, int other) {
        for (Line line : List.of(new Line(one, other), new Line(other, one))) {
            quorum.get(line).drop();
            election.get(line).drop();
        }
    }

    /** Ends all connections of a member. Bytes that cut lines held are lost. */
    public void drop(int member) {
        others(member).forEach(other -> drop(member, other));
    }

    private List<Integer> others(int member) {
        return IntStream.rangeClosed(1, members)
                .filter(each -> each != member)
                .boxed()
                .toList();
    }

    @Override
    public void close() {
        quorum.values().forEach(Cable::close);
        election.values().forEach(Cable::close);
        gates.values().forEach(Gate::closeForGood);
    }
}
