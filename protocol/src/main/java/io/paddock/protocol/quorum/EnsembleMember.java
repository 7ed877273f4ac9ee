// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.paddock.protocol.jute.MalformedFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One {@code server.N} line of a configuration.
 *
 * @param addresses at least one, sorted by host
 * @param observer whether the member learns without a vote
 * @param client where the member serves clients, if the line says so
 */
public record EnsembleMember(long sid, List<Address> addresses, boolean observer, Optional<HostPort> client) {
    private static final String ANY_HOST = "0.0.0.0";

    /**
     * Where a member listens for the others. Two addresses are equal when they mean the same, as with
     * {@link HostPort}.
     */
    public record Address(String host, int quorumPort, int electionPort) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Address that
                    && quorumPort == that.quorumPort
                    && electionPort == that.electionPort
                    && HostText.canonical(host).equals(HostText.canonical(that.host));
        }

        @Override
        public int hashCode() {
            return Objects.hash(HostText.canonical(host), quorumPort, electionPort);
        }

        @Override
        public String toString() {
            return HostPort.bracketed(host) + ":" + quorumPort + ":" + electionPort;
        }
    }

    /** @return where the member listens for learners while it leads; the order means nothing */
    Set<HostPort> quorumAddresses() {
        return addresses.stream()
                .map(each -> new HostPort(each.host(), each.quorumPort()))
                .collect(Collectors.toSet());
    }

    /**
     * Returns whether this member certainly listens for learners at another place than {@code other}. Two
     * files may name one place differently: by a name and by an address. A member's own file may use a
     * wildcard or loopback address. So the places certainly differ only if the ports differ, or two addresses
     * that can be compared.
     */
    public boolean isElsewhere(EnsembleMember other) {
        return quorumAddresses().stream().allMatch(own -> other.quorumAddresses().stream()
                .allMatch(
                        each -> own.port() != each.port() || HostText.areCertainlyDifferent(own.host(), each.host())));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EnsembleMember that
                && sid == that.sid
                && observer == that.observer
                && Set.copyOf(addresses).equals(Set.copyOf(that.addresses))
                && client.equals(that.client);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sid, observer, Set.copyOf(addresses), client);
    }

    public EnsembleMember {
        addresses = addresses.stream()
                .sorted(Comparator.comparing(Address::host)
                        .thenComparing(Address::quorumPort)
                        .thenComparing(Address::electionPort))
                .toList();
    }

    /**
     * Reads the value of a {@code server.N=} line.
     *
     * @throws MalformedFrame when it has another form
     */
    static EnsembleMember parse(long sid, String value) {
        int semicolon = value.indexOf(';');
        String servers = semicolon < 0 ? value : value.substring(0, semicolon);
        List<Address> addresses = new ArrayList<>();
        Optional<Boolean> observer = Optional.empty();
        for (String part : servers.split("\\|", -1)) {
            List<String> fields = HostPort.fields(part.trim());
            if (fields.size() < 3 || fields.size() > 4) {
                throw new MalformedFrame("not host:port:port[:role]: " + part);
            }
            addresses.add(new Address(fields.get(0), HostPort.port(fields.get(1)), HostPort.port(fields.get(2))));
            if (fields.size() == 4) {
                boolean role = observes(fields.get(3));
                if (observer.isPresent() && observer.get() != role) {
                    throw new MalformedFrame("several roles for one server: " + servers);
                }
                observer = Optional.of(role);
            }
        }
        Optional<HostPort> client =
                semicolon < 0 ? Optional.empty() : Optional.of(client(value.substring(semicolon + 1)));
        return new EnsembleMember(sid, addresses, observer.orElse(false), client);
    }

    private static boolean observes(String role) {
        return switch (role.toLowerCase(Locale.ROOT)) {
            case "participant" -> false;
            case "observer" -> true;
            default -> throw new MalformedFrame("no role is called " + role);
        };
    }

    private static HostPort client(String text) {
        List<String> fields = HostPort.fields(text.trim());
        return fields.size() == 1 ? new HostPort(ANY_HOST, HostPort.port(fields.get(0))) : HostPort.parse(text.trim());
    }

    /** Returns the canonical value of the line. It always states the role, once, after the last address. */
    @Override
    public String toString() {
        return addresses.stream().map(Address::toString).collect(Collectors.joining("|"))
                + (observer ? ":observer" : ":participant")
                + client.map(address -> ";" + address).orElse("");
    }
}
