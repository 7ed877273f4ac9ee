// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.paddock.server.config.ConfigException;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.Ensemble;
import io.paddock.server.config.Environment;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.listen.CannotListen;
import io.paddock.storage.recovery.UnusableDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server as a process. It reads the configuration and starts a {@link Server}. It logs what an operator
 * looks for, and gives each kind of failure its exit code. Exit codes: 0 the server was closed, 1 unexpected
 * failure, 2 configuration or arguments, 3 data directory, 14 the election port cannot be opened, 143 after
 * an orderly shutdown on SIGTERM.
 */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        Thread.setDefaultUncaughtExceptionHandler(Main::endProcess);
        int code = run(List.of(arguments), ConfigReader.ofThisJvm(), System.err);
        if (code == 0) {
            LOG.info("Exiting normally");
        } else {
            LOG.error("Exiting JVM with code {}", code);
        }
        System.exit(code);
    }

    /**
     * Reads the configuration and serves.
     *
     * @param err receives the reason when the server does not start
     * @return the exit code
     */
    static int run(List<String> arguments, ConfigReader reader, PrintStream err) {
        try {
            if (arguments.size() == 1) {
                LOG.info("Reading configuration from: {}", arguments.get(0));
            }
            ServerConfig config = new CommandLine(reader).read(arguments);
            for (String warning : config.warnings()) {
                LOG.warn(warning);
            }
            config.requireSupported();
            sayWhatIsConfigured(config);
            return serve(config, err);
        } catch (CommandLine.WrongUsage e) {
            LOG.error("Invalid arguments, exiting abnormally: {}", e.getMessage());
            err.println(CommandLine.USAGE);
            return 2;
        } catch (ConfigException e) {
            LOG.error(
                    "Invalid config, exiting abnormally: Error processing {}: {}",
                    String.join(" ", arguments),
                    e.getMessage());
            LOG.debug("Found while reading the configuration", e);
            err.println("Invalid config, exiting abnormally: " + e.getMessage());
            return 2;
        } catch (UnusableDirectory e) {
            LOG.error("Unable to access datadir, exiting abnormally: {}", e.getMessage());
            err.println("Unable to access datadir, exiting abnormally: " + e.getMessage());
            return 3;
        } catch (IOException | RuntimeException e) {
            sayUnexpected(e, StartFailure.explain(e), err);
            return 1;
        }
    }

    /**
     * @param explanation what an operator needs to know instead of a stack trace; empty without such a text
     */
    private static void sayUnexpected(Throwable failure, Optional<String> explanation, PrintStream err) {
        if (explanation.isPresent()) {
            LOG.error("Unexpected exception, exiting abnormally: {}", explanation.get());
            LOG.debug("Found while starting", failure);
        } else {
            LOG.error("Unexpected exception, exiting abnormally", failure);
        }
        err.println("Unexpected exception, exiting abnormally: " + explanation.orElse(failure.toString()));
    }

    private static int serve(ServerConfig config, PrintStream err) throws IOException {
        LOG.info("Starting server");
        Environment.lines().forEach((key, value) -> LOG.info("Server environment:{}={}", key, value));
        Server server = Server.start(config);
        Thread stopOnSignal = new Thread(() -> stop(server), "shutdown");
        Runtime.getRuntime().addShutdownHook(stopOnSignal);
        try {
            server.awaitTermination();
            return 0;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            boolean noPort = cause instanceof CannotListen;
            sayUnexpected(
                    cause,
                    noPort
                            ? Optional.of(StartFailure.explainMemberPort(cause.getMessage()))
                            : StartFailure.explain(cause),
                    err);
            // No orderly close: it might wait for the part that failed. All acknowledged txns are on disk.
            Runtime.getRuntime().removeShutdownHook(stopOnSignal);
            return noPort ? 14 : 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static void sayWhatIsConfigured(ServerConfig config) {
        LOG.info("clientPortAddress is {}", config.clientPort().bindAddress());
        LOG.info("secureClientPort is not set");
        LOG.info("autopurge.snapRetainCount set to {}", config.purge().retain());
        LOG.info("autopurge.purgeInterval set to {}", config.purge().intervalHours());
        if (!config.purge().enabled()) {
            LOG.info("Purge task is not scheduled.");
        }
        if (config.ensemble().distributed()) {
            sayWhoIsAMember(config.ensemble());
        } else {
            LOG.warn("Either no config or no quorum defined in config, running in standalone mode");
        }
        LOG.info(
                "Created server with tickTime {} ms minSessionTimeout {} ms maxSessionTimeout {} ms"
                        + " clientPortListenBacklog {} datadir {} snapdir {}",
                config.sessions().tickTimeMillis(),
                config.sessions().minTimeoutMillis(),
                config.sessions().maxTimeoutMillis(),
                config.clientPort().listenBacklog(),
                config.storage().logDir(),
                config.storage().snapDir());
        if (config.auth().skipAcl()) {
            LOG.info("zookeeper.skipACL==\"yes\", ACL checks will be skipped");
        }
    }

    private static void sayWhoIsAMember(Ensemble ensemble) {
        LOG.info("Starting quorum peer, myid={}", ensemble.sid());
        ensemble.committed().text().lines().forEach(line -> LOG.info("Member: {}", line));
        LOG.info("Using insecure (non-TLS) quorum communication");
        LOG.info("QuorumPeer communication is not secured! (SASL auth disabled)");
    }

    private static void stop(Server server) {
        LOG.info("Shutting down");
        server.close();
        LOG.info("Shutdown complete");
    }

    // A server that has lost one of its threads must not continue half working. What it acknowledged is on
    // disk. Shutdown hooks do not run, because they might wait for the thread that died.
    private static void endProcess(Thread thread, Throwable cause) {
        try {
            LOG.error("Thread {} died of an uncaught error: ending the process", thread.getName(), cause);
            LOG.error("Exiting JVM with code {}", 1);
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }
}
