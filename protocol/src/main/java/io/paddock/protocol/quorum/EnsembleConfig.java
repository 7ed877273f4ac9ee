// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.MalformedFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The configuration of an ensemble, as members send it to each other and as {@code /zookeeper/config} shows
 * it. The order of the members means nothing. It is kept so that a text that is read and written again is the
 * same text.
 *
 * @param version the zxid of the reconfiguration that made it, 0 if it came from files
 * @param members by server id
 * @param groups server ids by group id; empty when a plain majority decides
 * @param weights by server id. If groups decide, a voter without a given weight has weight 1 and is listed
 */
public record EnsembleConfig(
        long version, Map<Long, EnsembleMember> members, Map<Long, List<Long>> groups, Map<Long, Long> weights) {
    /** More members than any ensemble has. A text that lists more is refused. */
    public static final int MEMBERS_MAX = 1000;

    public EnsembleConfig {
        // LinkedHashMap, not Map.copyOf: the order of Map.copyOf changes from one start of the JVM to the
        // next.
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        weights = Collections.unmodifiableMap(withAllVoters(weights, members, !groups.isEmpty() || !weights.isEmpty()));
    }

    // ZooKeeper writes the weights of all voters.
    private static Map<Long, Long> withAllVoters(
            Map<Long, Long> weights, Map<Long, EnsembleMember> members, boolean hierarchical) {
        Map<Long, Long> all = new LinkedHashMap<>(weights);
        if (hierarchical) {
            members.forEach((sid, member) -> {
                if (!member.observer()) {
                    all.putIfAbsent(sid, 1L);
                }
            });
        }
        return all;
    }

    /** A configuration in which a plain majority of the voters decides. */
    public EnsembleConfig(long version, List<EnsembleMember> members) {
        this(
                version,
                members.stream()
                        .collect(Collectors.toMap(
                                EnsembleMember::sid, each -> each, (one, other) -> other, LinkedHashMap::new)),
                Map.of(),
                Map.of());
    }

    /** Returns the same members with another version. */
    public EnsembleConfig withVersion(long newVersion) {
        return new EnsembleConfig(newVersion, members, groups, weights);
    }

    /** @return whether groups or weights decide what a quorum is, instead of a plain majority */
    public boolean isHierarchical() {
        return !groups.isEmpty() || !weights.isEmpty();
    }

    /** @return whether {@code sid} is a member that votes */
    public boolean isVoter(long sid) {
        EnsembleMember member = members.get(sid);
        return member != null && !member.observer();
    }

    /** @return whether {@code sid} is a member that only observes */
    public boolean isObserver(long sid) {
        EnsembleMember member = members.get(sid);
        return member != null && member.observer();
    }

    /**
     * @return whether both configurations list {@code sid}, and it listens for learners at the same addresses
     *   in both
     */
    public boolean isSameQuorumAddress(EnsembleConfig other, long sid) {
        EnsembleMember own = members.get(sid);
        EnsembleMember others = other.members.get(sid);
        return own != null && others != null && own.quorumAddresses().equals(others.quorumAddresses());
    }

    /**
     * Returns whether both configurations list {@code sid}, and it certainly listens for learners at another
     * address ({@link EnsembleMember#isElsewhere}).
     */
    public boolean isElsewhere(EnsembleConfig other, long sid) {
        EnsembleMember own = members.get(sid);
        EnsembleMember others = other.members.get(sid);
        return own != null && others != null && own.isElsewhere(others);
    }

    /**
     * Returns whether a change from one to the other changes nothing: the versions are equal, or members,
     * groups and weights are.
     */
    public boolean sameAs(EnsembleConfig other) {
        return version == other.version
                || members.equals(other.members) && groups.equals(other.groups) && weights.equals(other.weights);
    }

    /**
     * Reads the properties text of a configuration.
     *
     * @throws MalformedFrame when the text holds anything else
     */
    public static EnsembleConfig parse(String text) {
        long version = 0;
        Map<Long, EnsembleMember> members = new LinkedHashMap<>();
        Map<Long, List<Long>> groups = new LinkedHashMap<>();
        Map<Long, Long> weights = new LinkedHashMap<>();
        for (String line : text.split("[\r\n]+")) {
            String trimmed = line.trim();
            if (trimmed.isEmpty() || trimmed.startsWith("#") || trimmed.startsWith("!")) {
                continue;
            }
            int equals = trimmed.indexOf('=');
            if (equals < 0) {
                throw new MalformedFrame("no '=' in a line of the configuration: " + trimmed);
            }
            String key = trimmed.substring(0, equals).trim();
            String value = trimmed.substring(equals + 1).trim().replace("\\", "");
            if (key.startsWith("server.")) {
                long sid = number(key.substring("server.".length()), 10);
                members.put(sid, EnsembleMember.parse(sid, value));
            } else if (key.startsWith("group.")) {
                groups.put(number(key.substring("group.".length()), 10), sids(value));
            } else if (key.startsWith("weight.")) {
                weights.put(number(key.substring("weight.".length()), 10), number(value, 10));
            } else if (key.equals("version")) {
                version = number(value, 16);
            } else {
                throw new MalformedFrame("a configuration has no key " + key);
            }
            if (members.size() > MEMBERS_MAX) {
                throw new MalformedFrame("more than " + MEMBERS_MAX + " members");
            }
        }
        return new EnsembleConfig(version, members, groups, weights);
    }

    private static List<Long> sids(String value) {
        List<Long> sids = new ArrayList<>();
        for (String sid : value.split(":", -1)) {
            sids.add(number(sid.trim(), 10));
        }
        return List.copyOf(sids);
    }

    private static long number(String text, int radix) {
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException e) {
            throw new MalformedFrame("not a number of base " + radix + ": " + text);
        }
    }

    /**
     * Returns the canonical text: a line for each member, group and weight, then the version without a
     * newline.
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        members.forEach((sid, member) ->
                text.append("server.").append(sid).append('=').append(member).append('\n'));
        groups.forEach((group, sids) -> text.append("group.")
                .append(group)
                .append('=')
                .append(sids.stream().map(String::valueOf).collect(Collectors.joining(":")))
                .append('\n'));
        weights.forEach((sid, weight) ->
                text.append("weight.").append(sid).append('=').append(weight).append('\n'));
        return text.append("version=").append(Long.toHexString(version)).toString();
    }

    /** Returns the canonical text as bytes. */
    public Payload payload() {
        return Payload.ofText(text());
    }
}
