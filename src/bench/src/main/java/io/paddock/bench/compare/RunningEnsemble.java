// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.client.Dial;
import io.paddock.bench.client.ServerUnreachable;
import io.paddock.bench.measure.ProcessCpu;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three members of one kind on this machine. */
final class RunningEnsemble implements Target, AutoCloseable {
    private static final int SIZE = 3;
    private static final Duration ELECTION_PATIENCE = Duration.ofMinutes(1);
    private static final int PAUSE_MILLIS = 20;

    private final List<RunningMember> members = new ArrayList<>();

    /**
     * Configures the members, but does not start them.
     *
     * @param directory for everything the members write
     */
    RunningEnsemble(Candidate candidate, Path directory) throws IOException {
        List<MemberPorts> ports = MemberPorts.free(SIZE);
        for (int id = 1; id <= SIZE; id++) {
            Path own = Files.createDirectory(directory.resolve("member" + id));
            Path data = Files.createDirectory(own.resolve("data"));
            Files.writeString(data.resolve("myid"), id + "\n");
            Files.write(own.resolve("zoo.cfg"), configuration(data, ports, id));
            members.add(new RunningMember(candidate, own, ports.get(id - 1).client()));
        }
    }

    private static List<String> configuration(Path data, List<MemberPorts> ports, int id) {
        List<String> lines = new ArrayList<>(
                RunningServer.configuration(data, ports.get(id - 1).client()));
        lines.add("initLimit=10");
        lines.add("syncLimit=5");
        for (int each = 1; each <= ports.size(); each++) {
            lines.add(ports.get(each - 1).line(each));
        }
        return lines;
    }

    /** Starts all members and waits until each serves. */
    void start() throws IOException, InterruptedException {
        for (RunningMember member : members) {
            member.start();
        }
        for (RunningMember member : members) {
            member.awaitFirstReplyNanos();
        }
    }

    /** Returns whether all members run. */
    boolean isAlive() {
        return members.stream().allMatch(RunningMember::isAlive);
    }

    List<InetSocketAddress> addresses() {
        return members.stream().map(RunningMember::address).toList();
    }

    /** Waits for a leader and returns it. */
    RunningMember leader() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + ELECTION_PATIENCE.toNanos();
        while (System.nanoTime() - deadlineNanos < 0) {
            for (RunningMember member : members) {
                if (member.leads()) {
                    return member;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new ServerUnreachable("no leader within " + ELECTION_PATIENCE.toSeconds() + " s");
    }

    /** Returns the members that do not lead, in the order of their ids. */
    List<RunningMember> followers() throws InterruptedException {
        RunningMember leader = leader();
        return members.stream().filter(member -> member != leader).toList();
    }

    /** Returns the same ensemble, with every client at the leader. */
    Target atLeader() throws InterruptedException {
        return at(leader());
    }

    /** Returns the same ensemble, with every client at one follower. */
    Target atFollower() throws InterruptedException {
        return at(followers().get(0));
    }

    private Target at(RunningMember member) {
        Dial dial = dial(List.of(member.address()));
        ProcessCpu cpu = cpu();
        return new Target() {
            @Override
            public Dial dial() {
                return dial;
            }

            @Override
            public ProcessCpu cpu() {
                return cpu;
            }
        };
    }

    private static Dial dial(List<InetSocketAddress> servers) {
        return new Dial(servers, RunningServer.SESSION_MILLIS, RunningServer.CONNECT_MILLIS);
    }

    /** Returns all members, to be used in turn. */
    @Override
    public Dial dial() {
        return dial(addresses());
    }

    /** Returns the CPU time of all members together. */
    @Override
    public ProcessCpu cpu() {
        return new ProcessCpu(members.stream().map(RunningMember::pid).toList());
    }

    @Override
    public void close() {
        members.forEach(RunningMember::close);
    }
}
