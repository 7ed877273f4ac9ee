// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.paddock.protocol.quorum.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Listens on all of a server's addresses for one kind of connection. Confined to one event loop.
 *
 * <p>If an address cannot be opened, the next attempt follows after a pause. Names are looked up again at
 * intervals and on request. If a name has another address by then, the port listens there as well. The old
 * address stays open until no name has had it for a while and no connection that came in over it is left. A
 * lookup that fails closes nothing.
 */
public final class PortBinding {
    private static final int FOR_EVER = 0;
    private static final int CLOSED_RETRIES = 20;
    private static final int CLOSED_PAUSE_MILLIS = 20;

    private final Lookups lookups;
    private final EventExecutor loop;
    private final Listening options;
    private final BindingNews news;
    private final Pace pace;
    private final Function<InetSocketAddress, ChannelFuture> binder;
    private final Consumer<List<InetSocketAddress>> bound;
    private final Set<OpenAddress> open = new LinkedHashSet<>();
    private final Map<HostPort, OpenAddress> serving = new LinkedHashMap<>();
    private List<HostPort> hosts;
    private CompletableFuture<List<InetSocketAddress>> first = new CompletableFuture<>();
    private Round round; // null between two rounds
    private boolean lookAgain;
    private Future<?> next;
    private int attempts;
    private int attemptsMax;
    private boolean moved; // to hosts of which none is listened on yet
    private boolean closed;

    /**
     * Listens nowhere yet.
     *
     * @param lookups finds the addresses of names
     * @param options where to listen, and how often to try
     * @param pace how often names are looked up
     * @param binder listens on an address
     * @param bound called after each attempt and each lookup with the addresses where this port listens, if
     *     there are any
     */
    public PortBinding(
            Lookups lookups,
            Listening options,
            Pace pace,
            Function<InetSocketAddress, ChannelFuture> binder,
            Consumer<List<InetSocketAddress>> bound) {
        this.lookups = lookups;
        this.loop = lookups.loop();
        this.options = options;
        this.news = new BindingNews(options.purpose());
        this.pace = pace;
        this.binder = binder;
        this.bound = bound;
        this.hosts = options.hosts();
        this.attemptsMax = options.attempts();
    }

    /**
     * Tries to listen on each configured address. An address that fails does not affect the others; it is
     * tried again without limit.
     *
     * @param done completed as soon as one address is open, with the open addresses in the order of the
     *     options; failed if all are closed after the last attempt
     */
    public void bind(CompletableFuture<List<InetSocketAddress>> done) {
        if (closed) {
            done.completeExceptionally(wasClosed());
            return;
        }
        first = done;
        attempts = 0;
        begin();
    }

    private IOException wasClosed() {
        return new IOException("the port for " + options.purpose() + " was closed");
    }

    /**
     * Listens on other hosts, or nowhere. Attempts continue until they succeed. An address that stays is not
     * touched, and connections stay.
     */
    public void move(List<HostPort> elsewhere) {
        if (closed || elsewhere.equals(hosts)) {
            return;
        }
        if (!hosts.isEmpty() && !elsewhere.isEmpty()) {
            news.moves(elsewhere);
        }
        hosts = List.copyOf(elsewhere);
        attemptsMax = FOR_EVER;
        moved = true;
        serving.keySet().retainAll(hosts);
        if (hosts.isEmpty() || options.handover() == Listening.Handover.CLOSE_FIRST) {
            closeUnneeded();
        }
        begin();
    }

    /**
     * Looks up names now, because their addresses may have changed. Does nothing where no names are
     * configured.
     */
    public void lookAgain() {
        if (round != null) {
            lookAgain = true; // The lookup in progress may have been answered before the change.
        } else if (hasNames() && !serving.isEmpty()) { // Otherwise the next attempt, which counts, is due soon.
            begin();
        }
    }

    private boolean hasNames() {
        return !options.onAllAddresses() && hosts.stream().anyMatch(each -> !Names.isLiteral(each.host()));
    }

    private void begin() {
        if (next != null) {
            next.cancel(false);
        }
        lookAgain = false;
        attempts++;
        round = new Round(hosts);
        round.next();
    }

    /**
     * One pass over all hosts. A new round replaces it, and results that the old round still gets are
     * ignored.
     */
    private final class Round {
        private final List<HostPort> left;
        private final List<String> failures = new ArrayList<>();
        private Throwable cause;

        Round(List<HostPort> hosts) {
            this.left = new ArrayList<>(hosts);
        }

        void next() {
            if (left.isEmpty()) {
                round = null;
                finished(failures, cause);
                return;
            }
            HostPort host = left.remove(0);
            if (options.onAllAddresses() || host.host().equals(HostPort.ANY)) {
                place(host, List.of(new InetSocketAddress(host.port())));
            } else if (serving.containsKey(host) && Names.isLiteral(host.host())) {
                next();
            } else {
                lookUp(host);
            }
        }

        private void lookUp(HostPort host) {
            lookups.resolve(List.of(host)).thenAccept(resolved -> {
                if (this != round) {
                    return;
                }
                if (resolved.addresses().isEmpty()) {
                    failures.addAll(resolved.unresolved());
                    next();
                } else {
                    place(host, resolved.addresses());
                }
            });
        }

        private void place(HostPort host, List<InetSocketAddress> addresses) {
            List<InetSocketAddress> wanted =
                    addresses.stream().map(each -> withPort(host, each)).toList();
            OpenAddress now = serving.get(host);
            if (now == null || !coversAny(now, wanted)) {
                OpenAddress other = alreadyOpen(wanted);
                if (other == null) {
                    openAny(host, wanted, 0);
                    return;
                }
                serving.put(host, other);
            }
            next();
        }

        // A wildcard address serves a host with a single address only while another host asks for the
        // wildcard. Otherwise only an equal address is used again.
        private OpenAddress alreadyOpen(List<InetSocketAddress> wanted) {
            return open.stream()
                    .filter(each ->
                            serving.containsValue(each) ? coversAny(each, wanted) : wanted.contains(each.address()))
                    .findFirst()
                    .orElse(null);
        }

        private void openAny(HostPort host, List<InetSocketAddress> wanted, int index) {
            InetSocketAddress address = wanted.get(index);
            List<OpenAddress> excluding =
                    open.stream().filter(each -> each.excludes(address)).toList();
            int again = excluding.isEmpty() ? 0 : CLOSED_RETRIES;
            closeAll(
                    excluding,
                    () -> bind(address, again, (channel, failure) -> {
                        if (failure == null) {
                            serving.put(host, opened(address, channel));
                            next();
                        } else if (BindFailure.isAddressAbsent(failure) && index + 1 < wanted.size()) {
                            openAny(host, wanted, index + 1); // This address may belong to another network.
                        } else {
                            failures.add(address + ": " + BindFailure.textOf(failure));
                            cause = failure;
                            reopen(host, new ArrayList<>(excluding));
                        }
                    }));
        }

        // The wildcard address and a single address cannot be open on the same port at the same time.
        private void closeAll(List<OpenAddress> excluding, Runnable then) {
            int[] pending = {excluding.size()};
            if (excluding.isEmpty()) {
                then.run();
            }
            for (OpenAddress each : excluding) {
                close(each)
                        .addListener(done -> onLoop(() -> {
                            if (--pending[0] == 0) {
                                then.run();
                            }
                        }));
            }
        }

        private void reopen(HostPort host, List<OpenAddress> closed) {
            if (closed.isEmpty()) {
                next();
                return;
            }
            OpenAddress one = closed.remove(0);
            bind(one.address(), CLOSED_RETRIES, (channel, failure) -> {
                if (failure == null) {
                    OpenAddress opened = opened(one.address(), channel);
                    if (!moved) { // After a move, no host has this address: it only bridges the gap.
                        serving.put(host, opened);
                    }
                }
                reopen(host, closed);
            });
        }

        private OpenAddress opened(InetSocketAddress address, Channel channel) {
            OpenAddress opened = new OpenAddress(address, channel);
            open.add(opened);
            return opened;
        }

        // After a socket is closed, its port may become free only a moment later.
        private void bind(InetSocketAddress address, int again, BiConsumer<Channel, Throwable> then) {
            ChannelFuture binding = binder.apply(address);
            Channel channel = binding.channel();
            boolean counts = hasNames();
            // On the channel's own event loop, so that no connection is accepted before it is counted.
            binding.addListener(done -> {
                if (done.isSuccess() && counts) {
                    channel.pipeline().addFirst(new ConnectionCount());
                }
            });
            binding.addListener(done -> onLoop(() -> {
                if (this != round) {
                    channel.close();
                } else if (again == 0 || done.isSuccess() || BindFailure.isAddressAbsent(done.cause())) {
                    then.accept(channel, done.cause());
                } else {
                    loop.schedule(
                            () -> bindUnlessReplaced(address, again - 1, then),
                            CLOSED_PAUSE_MILLIS,
                            TimeUnit.MILLISECONDS);
                }
            }));
        }

        private void bindUnlessReplaced(InetSocketAddress address, int again, BiConsumer<Channel, Throwable> then) {
            if (this == round) {
                bind(address, again, then);
            }
        }
    }

    private static boolean coversAny(OpenAddress address, Collection<InetSocketAddress> wanted) {
        return wanted.stream().anyMatch(address::covers);
    }

    /** A free port (port 0) is asked for once. The next address gets the same port. */
    private InetSocketAddress withPort(HostPort host, InetSocketAddress address) {
        OpenAddress now = serving.get(host);
        return host.port() == 0 && now != null
                ? new InetSocketAddress(address.getAddress(), now.address().getPort())
                : address;
    }

    // Netty opens ports on any loop of its group.
    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private void finished(List<String> failures, Throwable cause) {
        List<InetSocketAddress> where = where();
        if (where.isEmpty() && !failures.isEmpty() && attemptsMax > FOR_EVER && attempts >= attemptsMax) {
            first.completeExceptionally(new CannotListen(
                    "cannot listen for " + options.purpose() + " on " + failures.get(0) + ", after " + attempts
                            + " attempts",
                    cause));
            return;
        }
        if (!where.isEmpty()) {
            closeUnneeded();
            bound.accept(where);
        }
        news.places(hosts, where, unneeded());
        news.failures(failures, pauseMillis());
        if (!where.isEmpty() || hosts.isEmpty()) {
            first.complete(where);
        }
        if (lookAgain && hasNames()) {
            begin();
        } else if (!failures.isEmpty() || hasNames()) {
            next = loop.schedule(this::begin, pauseMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private long pauseMillis() {
        // After a move, an address that is still open keeps serving. The next attempt is then no more urgent
        // than a lookup.
        boolean hurries = !serving.keySet().containsAll(hosts) && (!moved || open.isEmpty());
        return hurries ? options.pauseMillis() : pace.lookMillis();
    }

    private List<InetSocketAddress> where() {
        return hosts.stream()
                .filter(serving::containsKey)
                .map(each -> serving.get(each).address())
                .distinct()
                .toList();
    }

    private List<InetSocketAddress> unneeded() {
        return open.stream()
                .filter(each -> !serving.containsValue(each))
                .map(OpenAddress::address)
                .toList();
    }

    private void closeUnneeded() {
        long now = System.nanoTime();
        for (OpenAddress each : List.copyOf(open)) {
            if (serving.containsValue(each)) {
                each.markNamed();
            } else if (moved || isAbandoned(each, TimeUnit.NANOSECONDS.toMillis(each.markUnnamed(now)))) {
                news.closesAt(each.address());
                close(each);
            }
        }
        moved = false;
    }

    private boolean isAbandoned(OpenAddress address, long unnamedMillis) {
        return unnamedMillis >= pace.releaseMillis() && !address.hasConnections();
    }

    private ChannelFuture close(OpenAddress address) {
        open.remove(address);
        serving.values().removeIf(address::equals);
        return address.close();
    }

    /**
     * @return the addresses to announce to the other members: as configured, but with the real port where
     *     port 0 was configured
     */
    public List<HostPort> announced() {
        return hosts.stream()
                .map(each -> each.port() == 0 && serving.containsKey(each)
                        ? new HostPort(each.host(), serving.get(each).address().getPort())
                        : each)
                .toList();
    }

    /**
     * Stops listening. Connections stay.
     *
     * @return one future for each address, done when the address is closed
     */
    public List<ChannelFuture> close() {
        closed = true;
        round = null;
        if (next != null) {
            next.cancel(false);
        }
        first.completeExceptionally(wasClosed());
        return List.copyOf(open).stream().map(this::close).toList();
    }
}
