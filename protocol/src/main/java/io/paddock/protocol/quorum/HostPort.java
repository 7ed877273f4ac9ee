// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.paddock.protocol.jute.MalformedFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * A host as configured, which is never resolved here, and a port. IPv6 addresses are stored without brackets.
 * Two values are equal when they mean the same, in any spelling ({@link HostText#canonical}).
 */
public record HostPort(String host, int port) {
    /** Any address of the machine. */
    public static final String ANY = "0.0.0.0";

    /** @throws MalformedFrame unless {@code text} is a host and a port */
    public static HostPort parse(String text) {
        List<String> fields = fields(text);
        if (fields.size() != 2) {
            throw new MalformedFrame("not host:port: " + text);
        }
        return new HostPort(fields.get(0), port(fields.get(1)));
    }

    /** @return whether the host means any address of the machine */
    public boolean isAnyAddress() {
        return HostText.isAny(host);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostPort that
                && port == that.port
                && HostText.canonical(host).equals(HostText.canonical(that.host));
    }

    @Override
    public int hashCode() {
        return 31 * HostText.canonical(host).hashCode() + port;
    }

    /** Splits at colons, but not inside the brackets of an IPv6 address. The brackets are removed. */
    static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        String rest = text;
        if (rest.startsWith("[")) {
            int bracket = rest.indexOf("]:");
            if (bracket < 0) {
                throw new MalformedFrame("'[' without ']:' in " + text);
            }
            fields.add(rest.substring(1, bracket));
            rest = rest.substring(bracket + 2);
        }
        for (String field : rest.split(":", -1)) {
            fields.add(field.trim());
        }
        return fields;
    }

    static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new MalformedFrame("not a port: " + text);
        }
        throw new MalformedFrame("not a port: " + text);
    }

    static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /** Returns {@code host:port}, an IPv6 host in brackets. */
    @Override
    public String toString() {
        return bracketed(host) + ":" + port;
    }
}
