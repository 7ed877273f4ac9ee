// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.quorum;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.paddock.protocol.quorum.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listening on all of a server's addresses for one kind of connection, tried again where it fails. Confined to the event loop. */
final class PortBinding {
    private static final Logger LOG = LoggerFactory.getLogger(PortBinding.class);

    private static final int FOR_EVER = 0;

    private final MemberTransport transport;
    private final Listening options;
    private final ChannelHandler child;
    private final Map<HostPort, Channel> listening = new LinkedHashMap<>();
    private List<HostPort> addresses;
    private int attempts;
    private int attemptsMax;
    private String warned;
    private int moves; // What was begun before a move comes to nothing.
    private boolean closed;

    /**
     * Where, and how often it is tried.
     *
     * @param purpose for whom, in messages
     * @param onAllAddresses on the ports of all addresses of the machine
     * @param attempts at least 1, or 0 for ever
     */
    record Listening(String purpose, List<HostPort> addresses, boolean onAllAddresses, int attempts, int pauseMillis) {}

    PortBinding(MemberTransport transport, Listening options, ChannelHandler child) {
        this.transport = transport;
        this.options = options;
        this.child = child;
        this.addresses = options.addresses();
        this.attemptsMax = options.attempts();
    }

    /**
     * Tries each address there is. One that cannot be listened on keeps nobody from the others, and is tried again for ever.
     *
     * @param done completed with those that can be, in the order of the options, as soon as there is one; failed after the last attempt if there is
     *     none
     */
    void bind(CompletableFuture<List<InetSocketAddress>> done) {
        attempts++;
        Iterator<HostPort> rest = addresses.stream()
                .filter(each -> !listening.containsKey(each))
                .toList()
                .iterator();
        bindRest(rest, new ArrayList<>(), done);
    }

    /** Listens elsewhere, or nowhere, trying until it can; where an address stays, nothing changes. Connections stay. */
    void move(List<HostPort> elsewhere) {
        if (closed || elsewhere.equals(addresses)) {
            return;
        }
        if (!addresses.isEmpty() && !elsewhere.isEmpty()) {
            LOG.info("Port for {} moves to {}", options.purpose(), elsewhere);
        }
        moves++;
        addresses = List.copyOf(elsewhere);
        attempts = 0;
        attemptsMax = FOR_EVER;
        listening.entrySet().removeIf(each -> {
            boolean leaves = !addresses.contains(each.getKey());
            if (leaves) {
                each.getValue().close();
            }
            return leaves;
        });
        bind(new CompletableFuture<>());
    }

    private record Failure(String text, Throwable cause) {}

    private void bindRest(
            Iterator<HostPort> rest, List<Failure> failures, CompletableFuture<List<InetSocketAddress>> done) {
        if (closed) {
            done.completeExceptionally(new IOException("the port for " + options.purpose() + " was closed"));
        } else if (rest.hasNext()) {
            bindOne(rest.next(), failures, () -> bindRest(rest, failures, done));
        } else {
            List<InetSocketAddress> where = addresses.stream()
                    .filter(listening::containsKey)
                    .map(each -> (InetSocketAddress) listening.get(each).localAddress())
                    .toList();
            if (!where.isEmpty() || addresses.isEmpty()) {
                done.complete(where);
            }
            if (addresses.isEmpty()) {
                LOG.info("Port for {} is closed", options.purpose());
            } else if (failures.isEmpty()) {
                LOG.info("Port for {} bound to {}", options.purpose(), where);
            } else {
                failed(failures.get(0), done);
            }
        }
    }

    private void bindOne(HostPort address, List<Failure> failures, Runnable next) {
        if (options.onAllAddresses()) {
            bindTo(address, new InetSocketAddress(address.port()), failures, next);
            return;
        }
        int begun = moves;
        transport.resolve(List.of(address)).thenAccept(resolved -> {
            if (begun != moves) {
                return;
            }
            if (resolved.addresses().isEmpty()) {
                failures.add(new Failure(resolved.unresolved().get(0), null));
                next.run();
            } else {
                bindTo(address, resolved.addresses().get(0), failures, next);
            }
        });
    }

    private void bindTo(HostPort address, InetSocketAddress where, List<Failure> failures, Runnable next) {
        int begun = moves;
        transport.bind(where, child).addListener(bound -> {
            Channel channel = ((ChannelFuture) bound).channel();
            if (begun != moves || closed) {
                channel.close();
            }
            if (begun != moves) {
                return;
            }
            if (bound.isSuccess()) {
                listening.put(address, channel);
            } else {
                failures.add(new Failure(where + ": " + PeerFailure.textOf(bound.cause()), bound.cause()));
            }
            next.run();
        });
    }

    private void failed(Failure failure, CompletableFuture<List<InetSocketAddress>> done) {
        if (listening.isEmpty() && attemptsMax > FOR_EVER && attempts >= attemptsMax) {
            done.completeExceptionally(new CannotListen(
                    "cannot listen for " + options.purpose() + " on " + failure.text + ", after " + attempts
                            + " attempts",
                    failure.cause));
            return;
        }
        if (!failure.text.equals(warned)) {
            warned = failure.text;
            LOG.warn(
                    "Cannot listen for {} on {}, trying again every {} ms",
                    options.purpose(),
                    failure.text,
                    options.pauseMillis());
        }
        int begun = moves;
        transport
                .loop()
                .schedule(
                        () -> {
                            if (begun == moves) {
                                bind(done);
                            }
                        },
                        options.pauseMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** @return what to tell the others: as configured, but with the real port where any was asked for */
    List<HostPort> announced() {
        return addresses.stream().map(this::announced).toList();
    }

    private HostPort announced(HostPort address) {
        Channel channel = listening.get(address);
        return address.port() == 0 && channel != null
                ? new HostPort(address.host(), ((InetSocketAddress) channel.localAddress()).getPort())
                : address;
    }

    void close() {
        closed = true;
        listening.values().forEach(Channel::close);
    }
}
