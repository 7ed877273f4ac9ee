// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import io.paddock.e2e.harness.ServerKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is in an ensemble, and how it is configured. Members are numbered from 1.
 *
 * @param kinds whose server each member is
 * @param observers how many of them, the last ones, are observers
 * @param cabled whether members reach each other through a {@link Cabling}
 * @param twoAddresses whether each member has a second address, 127.0.0.2, and with cables a second network
 * @param dynamic whether the client address is part of each {@code server.N} line, as {@code reconfig} wants it
 * @param cfgLines lines of everybody's zoo.cfg
 * @param jvmFlags of everybody's process
 * @param memberLines lines of one member's zoo.cfg
 */
public record EnsembleOptions(
        List<ServerKind> kinds,
        int observers,
        boolean cabled,
        boolean twoAddresses,
        boolean dynamic,
        List<String> cfgLines,
        List<String> jvmFlags,
        Map<Integer, List<String>> memberLines) {
    /** Half a second a tick: long enough for a busy machine, short enough that a test need not wait long for a timeout. */
    private static final List<String> TIMES = List.of(
            "tickTime=500",
            "initLimit=40",
            "syncLimit=8",
            "minSessionTimeout=1000",
            "maxSessionTimeout=60000",
            "paddock.newEnsembleWaitMs=0");

    // Servers that live for some seconds: what pays off later costs more than it brings.
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    public EnsembleOptions {
        kinds = List.copyOf(kinds);
        cfgLines = List.copyOf(cfgLines);
        jvmFlags = List.copyOf(jvmFlags);
        memberLines = Map.copyOf(memberLines);
    }

    /**
     * Voters of these kinds.
     *
     * @param kinds a letter for each member: P for Paddock, A for Apache
     */
    public static EnsembleOptions of(String kinds) {
        List<ServerKind> list = kinds.chars()
                .mapToObj(letter -> letter == 'A' ? ServerKind.APACHE : ServerKind.underTest())
                .toList();
        return new EnsembleOptions(list, 0, false, false, false, TIMES, SHORT_LIVED, Map.of());
    }

    /** The last of them do not vote. */
    public EnsembleOptions observers(int count) {
        return new EnsembleOptions(kinds, count, cabled, twoAddresses, dynamic, cfgLines, jvmFlags, memberLines);
    }

    /** With a network that can be cut. */
    public EnsembleOptions cables() {
        return new EnsembleOptions(kinds, observers, true, twoAddresses, dynamic, cfgLines, jvmFlags, memberLines);
    }

    /** With two addresses for each member, and a network for each of the two that can be cut. */
    public EnsembleOptions twoNetworks() {
        return new EnsembleOptions(kinds, observers, true, true, dynamic, cfgLines, jvmFlags, memberLines)
                .jvm("-Dzookeeper.multiAddress.enabled=true");
    }

    /** Ready for {@code reconfig}. */
    public EnsembleOptions reconfigurable() {
        return new EnsembleOptions(kinds, observers, cabled, twoAddresses, true, cfgLines, jvmFlags, memberLines)
                .cfg("reconfigEnabled=true")
                .cfg("standaloneEnabled=false")
                .cfg("skipACL=yes");
    }

    /** One more line of everybody's zoo.cfg; of two lines with one key the later counts. */
    public EnsembleOptions cfg(String line) {
        return new EnsembleOptions(
                kinds, observers, cabled, twoAddresses, dynamic, with(cfgLines, line), jvmFlags, memberLines);
    }

    /** One more line of one member's zoo.cfg. */
    public EnsembleOptions cfg(int member, String line) {
        Map<Integer, List<String>> lines = new HashMap<>(memberLines);
        lines.put(member, with(lines.getOrDefault(member, List.of()), line));
        return new EnsembleOptions(kinds, observers, cabled, twoAddresses, dynamic, cfgLines, jvmFlags, lines);
    }

    /** One more flag of everybody's process. */
    public EnsembleOptions jvm(String flag) {
        return new EnsembleOptions(
                kinds, observers, cabled, twoAddresses, dynamic, cfgLines, with(jvmFlags, flag), memberLines);
    }

    boolean isObserver(int member) {
        return member > kinds.size() - observers && member <= kinds.size();
    }

    private static List<String> with(List<String> list, String more) {
        List<String> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }
}
