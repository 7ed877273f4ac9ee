// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * How to start a server.
 *
 * @param kind whose server
 * @param cfgLines lines of its zoo.cfg, besides dataDir and clientPort, which the harness chooses
 * @param jvmFlags flags of its Java process
 */
public record ServerOptions(ServerKind kind, List<String> cfgLines, List<String> jvmFlags) {
    public ServerOptions {
        cfgLines = List.copyOf(cfgLines);
        jvmFlags = List.copyOf(jvmFlags);
    }

    /** The server under test with all four-letter words allowed and no limit on connections from this host. */
    public static ServerOptions plain() {
        return of(ServerKind.underTest());
    }

    /** The same of a given kind. */
    public static ServerOptions of(ServerKind kind) {
        return bare(kind).cfg("4lw.commands.whitelist=*").cfg("maxClientCnxns=0");
    }

    /** Only what keeps a server on loopback and off a fixed admin port; every other key at its default. */
    public static ServerOptions bare(ServerKind kind) {
        return new ServerOptions(
                kind,
                List.of("tickTime=2000", "admin.enableServer=false"),
                List.of("-Xmx256m", "-Djava.net.preferIPv4Stack=true"));
    }

    /** One more line of zoo.cfg; of two lines with one key the later counts. */
    public ServerOptions cfg(String line) {
        return new ServerOptions(kind, with(cfgLines, line), jvmFlags);
    }

    /** One more flag of the Java process, after the earlier ones. */
    public ServerOptions jvm(String flag) {
        return new ServerOptions(kind, cfgLines, with(jvmFlags, flag));
    }

    /** The same for a server of another kind. */
    public ServerOptions with(ServerKind other) {
        return new ServerOptions(other, cfgLines, jvmFlags);
    }

    private static List<String> with(List<String> list, String more) {
        List<String> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }
}
