// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.listen.CannotListen;
import io.paddock.server.listen.Listening;
import io.paddock.server.listen.Lookups;
import io.paddock.server.listen.Names;
import io.paddock.server.listen.Pace;
import io.paddock.server.listen.PortBinding;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening socket of the client port. Any thread but an event loop. */
final class ClientListener {
    private static final Logger LOG = LoggerFactory.getLogger(ClientListener.class);
    private static final int ATTEMPTS = 3;
    private static final int PAUSE_MILLIS = 1000;

    private final EventExecutor loop;
    private final Lookups lookups;
    private final Pace pace;
    private final Function<InetSocketAddress, ChannelFuture> binder;
    private HostPort asked; // null until an address is given
    private PortBinding binding; // null before the first bind
    private boolean stopped;
    private volatile InetSocketAddress address;

    /**
     * Listens nowhere yet.
     *
     * @param loop of the port
     * @param names looks up host names
     * @param pace how often names are looked up
     * @param binder listens on an address
     */
    ClientListener(EventExecutor loop, Names names, Pace pace, Function<InetSocketAddress, ChannelFuture> binder) {
        this.loop = loop;
        this.pace = pace;
        this.lookups = new Lookups(loop, names, "client-port-names");
        this.binder = binder;
    }

    /**
     * Listens. An address in use is an error at once. A host name may get its address a little later, and so
     * may this host. These cases are tried for two more seconds.
     *
     * @param configured used unless {@link #move} has already named another address
     * @throws IOException when the address cannot be bound
     */
    void bind(HostPort configured) throws IOException {
        PortBinding binds = begin(configured);
        for (int attempt = 1; ; attempt++) {
            CompletableFuture<List<InetSocketAddress>> done = new CompletableFuture<>();
            loop.schedule(() -> binds.bind(done), attempt == 1 ? 0 : PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            try {
                done.get();
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while binding to " + configured);
            } catch (ExecutionException e) {
                boolean mayComeLater = e.getCause() instanceof CannotListen failure && failure.mayComeLater();
                if (!mayComeLater || attempt == ATTEMPTS) {
                    throw new ClientPortUnavailable(e.getCause().getMessage(), e.getCause());
                }
                LOG.warn("{}; trying again in {} ms", e.getCause().getMessage(), PAUSE_MILLIS);
            }
        }
    }

    private synchronized PortBinding begin(HostPort configured) throws IOException {
        if (stopped) {
            throw new IOException("the client port was closed");
        }
        asked = asked == null ? configured : asked;
        binding = new PortBinding(
                lookups,
                new Listening("clients", List.of(asked), false, 1, PAUSE_MILLIS, Listening.Handover.OPEN_FIRST),
                pace,
                binder,
                this::bound);
        return binding;
    }

    private void bound(List<InetSocketAddress> where) {
        if (!where.get(0).equals(address)) {
            address = where.get(0);
            LOG.info("binding to port {}", address);
        }
    }

    /**
     * Listens elsewhere from now on. Connections stay. If the new address cannot be opened, the port stays
     * where it is, and tries again.
     */
    synchronized void move(HostPort elsewhere) {
        asked = elsewhere;
        if (binding != null && !stopped) {
            PortBinding moving = binding;
            loop.execute(() -> moving.move(List.of(elsewhere)));
        }
    }

    /** @return where the port listens; the port number is the real one if 0 was configured */
    InetSocketAddress address() {
        return address;
    }

    /** Stops listening. Connections stay. */
    synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        lookups.close();
        if (binding != null) {
            loop.submit(binding::close).syncUninterruptibly().getNow().forEach(ChannelFuture::syncUninterruptibly);
        }
    }
}
