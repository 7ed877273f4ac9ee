// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.paddock.protocol.quorum.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up names on threads of its own, where a lookup may block, and gives an event loop the result. */
public final class Lookups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);

    private final EventExecutor loop;
    private final Names names;
    private final ExecutorService threads;

    /**
     * Starts no thread yet.
     *
     * @param threadName of the threads; they exist from the first lookup until a minute after the last one
     */
    public Lookups(EventExecutor loop, Names names, String threadName) {
        this.loop = loop;
        this.names = names;
        // There are as many threads as lookups in progress: one for each peer that is dialled, one for each
        // port.
        this.threads = Executors.newCachedThreadPool(new DefaultThreadFactory(threadName, true));
    }

    /**
     * The result of looking up several hosts.
     *
     * @param addresses all addresses that were found
     * @param unresolved one line for each host that has no address now
     */
    public record Resolved(List<InetSocketAddress> addresses, List<String> unresolved) {}

    /**
     * Looks up every host again.
     *
     * @return completed on the loop; never after {@link #close}
     */
    public CompletableFuture<Resolved> resolve(List<HostPort> hosts) {
        CompletableFuture<Resolved> done = new CompletableFuture<>();
        unlessClosed(() -> threads.execute(() -> {
            Resolved resolved = lookUp(hosts);
            unlessClosed(() -> loop.execute(() -> done.complete(resolved)));
        }));
        return done;
    }

    // A lookup may take longer than this server takes to stop.
    private static void unlessClosed(Runnable handingOver) {
        try {
            handingOver.run();
        } catch (RejectedExecutionException e) {
            LOG.debug("A lookup was dropped: this server stops", e);
        }
    }

    EventExecutor loop() {
        return loop;
    }

    private Resolved lookUp(List<HostPort> hosts) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        List<String> unresolved = new ArrayList<>();
        for (HostPort each : hosts) {
            try {
                for (InetAddress address : names.resolve(each.host())) {
                    addresses.add(new InetSocketAddress(address, each.port()));
                }
            } catch (UnknownHostException | SecurityException e) {
                unresolved.add(each + " has no address");
            }
        }
        return new Resolved(addresses, unresolved);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
