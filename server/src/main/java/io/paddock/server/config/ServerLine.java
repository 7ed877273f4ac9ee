// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.EnsembleMember.Address;
import io.paddock.protocol.quorum.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads one {@code server.N=host:port:port[:role]{|host:port:port[:role]}[;[host:]port]}. The errors have
 * ZooKeeper's texts, which operators know.
 */
final class ServerLine {
    private final Setting setting;

    ServerLine(Setting setting) {
        this.setting = setting;
    }

    EnsembleMember read() throws ConfigException {
        long id = id();
        String value = setting.value();
        int semicolon = value.indexOf(';');
        String servers = semicolon < 0 ? value : value.substring(0, semicolon);
        List<Address> addresses = new ArrayList<>();
        Optional<Boolean> observer = Optional.empty();
        for (String part : servers.split("\\|", -1)) {
            List<String> fields = fields(part.trim());
            if (fields.size() < 3 || fields.size() > 4) {
                throw wrongForm();
            }
            Address address = address(id, fields);
            boolean observes = observes(fields);
            if (observer.isPresent() && observer.get() != observes) {
                throw error("Multiple addresses should have similar roles: " + servers);
            }
            observer = Optional.of(observes);
            if (!addresses.contains(address)) {
                addresses.add(address);
            }
        }
        return new EnsembleMember(
                id,
                addresses,
                observer.orElse(false),
                semicolon < 0 ? Optional.empty() : Optional.of(client(semicolon)));
    }

    private long id() throws ConfigException {
        String id = setting.key().substring("server.".length());
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw new ConfigException(
                    setting.where() + ": " + setting.key() + ": the server id must be a whole number: "
                            + e.getMessage(),
                    e);
        }
    }

    private Address address(long id, List<String> fields) throws ConfigException {
        int quorumPort = port(fields.get(0), fields.get(1));
        int electionPort = port(fields.get(0), fields.get(2));
        if (quorumPort == electionPort) {
            throw error(
                    "Client and election port must be different! Please update the configuration file on server." + id);
        }
        return new Address(fields.get(0), quorumPort, electionPort);
    }

    private boolean observes(List<String> fields) throws ConfigException {
        String role = fields.size() < 4 ? "participant" : fields.get(3).toLowerCase(Locale.ROOT);
        if (!role.equals("participant") && !role.equals("observer")) {
            throw error("Unrecognised peertype: " + role + " (participant or observer)");
        }
        return role.equals("observer");
    }

    private HostPort client(int semicolon) throws ConfigException {
        List<String> fields = fields(setting.value().substring(semicolon + 1).trim());
        return switch (fields.size()) {
            case 1 -> new HostPort("0.0.0.0", port("0.0.0.0", fields.get(0)));
            case 2 -> new HostPort(fields.get(0), port(fields.get(0), fields.get(1)));
            default -> throw wrongForm();
        };
    }

    private int port(String host, String text) throws ConfigException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new ConfigException(unresolved(host, text), e);
        }
        throw new ConfigException(unresolved(host, text));
    }

    private String unresolved(String host, String text) {
        return setting.where() + ": Address unresolved: " + host + ":" + text + " (a port from 0 to 65535 is needed)";
    }

    // Colons separate, except inside the brackets of an IPv6 address.
    private List<String> fields(String text) throws ConfigException {
        List<String> fields = new ArrayList<>();
        String rest = text;
        if (rest.startsWith("[")) {
            int bracket = rest.indexOf("]");
            if (bracket < 0) {
                throw error(text + " starts with '[' but has no matching ']:'");
            }
            fields.add(rest.substring(1, bracket));
            if (!rest.startsWith(":", bracket + 1) || rest.length() == bracket + 2) {
                throw error(text + " doesn't have a port after colon");
            }
            rest = rest.substring(bracket + 2);
        }
        for (String field : rest.split(":", -1)) {
            fields.add(field.trim());
        }
        return fields;
    }

    private ConfigException wrongForm() {
        return error(
                setting.value()
                        + " does not have the form server_config or server_config;client_config where server_config is the"
                        + " pipe separated list of host:port:port or host:port:port:type and client_config is port or host:port");
    }

    private ConfigException error(String text) {
        return new ConfigException(setting.where() + ": " + setting.key() + ": " + text);
    }
}
