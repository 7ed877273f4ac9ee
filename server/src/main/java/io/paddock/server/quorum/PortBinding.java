// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.quorum;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.paddock.protocol.quorum.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listening on all of a server's addresses for one kind of connection, tried again where it fails. Confined to the event loop. */
final class PortBinding {
    private static final Logger LOG = LoggerFactory.getLogger(PortBinding.class);

    private final MemberTransport transport;
    private final Listening options;
    private final ChannelHandler child;
    private final List<Channel> listening = new ArrayList<>();
    private int attempts;
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
    }

    /** @param done completed with the addresses, in the order of the options, or failed after the last attempt */
    void bind(CompletableFuture<List<InetSocketAddress>> done) {
        attempts++;
        bindNext(done);
    }

    private void bindNext(CompletableFuture<List<InetSocketAddress>> done) {
        if (closed) {
            done.completeExceptionally(new IOException("the port for " + options.purpose() + " was closed"));
        } else if (listening.size() == options.addresses().size()) {
            List<InetSocketAddress> addresses = listening.stream()
                    .map(each -> (InetSocketAddress) each.localAddress())
                    .toList();
            LOG.info("Port for {} bound to {}", options.purpose(), addresses);
            done.complete(addresses);
        } else {
            bindOne(options.addresses().get(listening.size()), done);
        }
    }

    private void bindOne(HostPort address, CompletableFuture<List<InetSocketAddress>> done) {
        if (options.onAllAddresses()) {
            bindTo(new InetSocketAddress(address.port()), done);
            return;
        }
        transport.resolve(List.of(address)).thenAccept(resolved -> {
            if (resolved.addresses().isEmpty()) {
                failed(resolved.unresolved().get(0), null, done);
            } else {
                bindTo(resolved.addresses().get(0), done);
            }
        });
    }

    private void bindTo(InetSocketAddress address, CompletableFuture<List<InetSocketAddress>> done) {
        transport.bind(address, child).addListener(bound -> {
            if (!bound.isSuccess()) {
                failed(address + ": " + PeerFailure.textOf(bound.cause()), bound.cause(), done);
                return;
            }
            Channel channel = ((io.netty.channel.ChannelFuture) bound).channel();
            if (closed) {
                channel.close();
            }
            listening.add(channel);
            attempts = 1;
            bindNext(done);
        });
    }

    private void failed(String text, Throwable cause, CompletableFuture<List<InetSocketAddress>> done) {
        if (options.attempts() > 0 && attempts >= options.attempts()) {
            done.completeExceptionally(new CannotListen(
                    "cannot listen for " + options.purpose() + " on " + text + ", after " + attempts + " attempts",
                    cause));
            return;
        }
        LOG.warn("Cannot listen for {} on {}, trying again in {} ms", options.purpose(), text, options.pauseMillis());
        transport.loop().schedule(() -> bind(done), options.pauseMillis(), TimeUnit.MILLISECONDS);
    }

    /** @return what to tell the others: as configured, but with the real port where any was asked for */
    List<HostPort> announced() {
        List<HostPort> announced = new ArrayList<>();
        for (int i = 0; i < options.addresses().size(); i++) {
            HostPort address = options.addresses().get(i);
            boolean anyPort = address.port() == 0 && i < listening.size();
            announced.add(
                    anyPort
                            ? new HostPort(
                                    address.host(),
                                    ((InetSocketAddress) listening.get(i).localAddress()).getPort())
                            : address);
        }
        return announced;
    }

    void close() {
        closed = true;
        listening.forEach(Channel::close);
    }
}
