// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.Notification;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One other member as the election port sees it: its connection, if there is one, and the newest notification
 * that it has not been sent.
 *
 * <p>Of two members, the one with the larger id dials the connection that both use. The member with the
 * smaller id dials only to wake the other one: it identifies itself, hangs up, and waits to be dialled.
 *
 * <pre>
 *   something to send, no link --> dial --+-- we are larger ---> link, newest notification
 *        ^                                `-- we are smaller --> hang up, wait to be dialled --> link
 *        |                                            |
 *        `------------- pause, doubled each time -----+  as long as there is still something to send
 * </pre>
 *
 * Confined to the event loop.
 */
final class ElectionPeer {
    private final long sid;
    private final ElectionPort port;
    private Channel link;
    private boolean writing;
    private Notification newest; // null: nothing to send
    private Notification last; // May have been lost with its connection.
    private List<HostPort> announced = List.of();
    private boolean nobodyThere;
    private boolean dialling;
    private boolean probing;
    private boolean heardSinceProbe;
    private int redialMillis;
    private ScheduledFuture<?> redial;

    ElectionPeer(long sid, ElectionPort port) {
        this.sid = sid;
        this.port = port;
        this.redialMillis = port.options().redialMillisMin();
    }

    long sid() {
        return sid;
    }

    /** @return whether this peer can be forgotten without loss, if it is no member */
    boolean isIdle() {
        return link == null && !dialling && redial == null;
    }

    boolean isLinked() {
        return link != null;
    }

    /** Sends this member's vote to the peer. */
    void send(Notification notification) {
        newest = notification;
        flush();
        probe();
    }

    // A connection to a dead address looks normal until something stays unacknowledged for long. Meanwhile
    // the peer may be reachable at another address. If the peer dialled this connection, we do not know which
    // of its addresses it used.
    private void probe() {
        List<HostPort> addresses = port.members().of(sid);
        if (link == null || probing || port.options().probeMillis() == 0 || addresses.size() < 2) {
            return;
        }
        Channel probed = link;
        probing = true;
        heardSinceProbe = false;
        port.transport().resolve(addresses).thenAccept(resolved -> {
            List<InetSocketAddress> all =
                    resolved.addresses().stream().distinct().toList();
            InetSocketAddress remote = (InetSocketAddress) probed.remoteAddress();
            probe(probed, all.contains(remote) ? List.of(remote) : all);
        });
    }

    private void probe(Channel probed, List<InetSocketAddress> addresses) {
        int[] pending = {addresses.size()};
        List<InetSocketAddress> silent = new ArrayList<>();
        probing = !addresses.isEmpty() && !port.isClosed();
        for (InetSocketAddress address : probing ? addresses : List.<InetSocketAddress>of()) {
            port.probe(address).addListener(done -> {
                ((ChannelFuture) done).channel().close();
                if (!done.isSuccess() && !isRefusal(done.cause())) {
                    silent.add(address);
                }
                if (--pending[0] == 0) {
                    probing = false;
                    if (!silent.isEmpty() && !heardSinceProbe && probed == link) {
                        leave(silent);
                    }
                }
            });
        }
    }

    /** Notes that the peer has sent something. */
    void heard() {
        heardSinceProbe = true;
    }

    private void leave(List<InetSocketAddress> silent) {
        port.log().warn("No answer from id " + sid + " at " + silent + ": trying its other addresses");
        Channel left = link;
        link = null;
        writing = false;
        newest = newest == null ? last : newest;
        left.close();
        cancelRedial();
        dial();
    }

    /** The host is there and refuses the connection. This is not so if it is cut off or does not answer. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException);
    }

    private void flush() {
        if (link == null) {
            if (redial == null) {
                dial();
            }
        } else if (!writing && newest != null) {
            write();
        }
    }

    /** Writes one notification at a time, so that a waiting one can still be replaced. */
    private void write() {
        Channel channel = link;
        Notification notification = newest;
        newest = null;
        last = notification;
        writing = true;
        channel.writeAndFlush(frame(channel, notification)).addListener(done -> {
            if (channel != link) {
                return;
            }
            writing = false;
            if (!done.isSuccess()) {
                newest = newest == null ? notification : newest;
                channel.close();
            }
            flushIfAny();
        });
    }

    private void flushIfAny() {
        if (newest != null) {
            flush();
        }
    }

    private static ByteBuf frame(Channel channel, Notification notification) {
        ByteBuf frame = channel.alloc().buffer(64);
        frame.writeInt(0);
        notification.write(new JuteWriter(frame));
        frame.setInt(0, frame.readableBytes() - 4);
        return frame;
    }

    /**
     * Uses a new connection. An older one is closed, and the notification that may have been lost with it is
     * sent again.
     */
    void linked(Channel channel) {
        Channel older = link;
        link = channel;
        writing = false;
        redialMillis = port.options().redialMillisMin();
        cancelRedial();
        if (older != null) {
            older.close();
        }
        if (newest == null) {
            newest = last;
        }
        flushIfAny();
    }

    void unlinked(Channel channel) {
        if (channel != link) {
            return; // A newer connection has replaced it.
        }
        link = null;
        writing = false;
        if (!port.isClosed()) {
            port.log()
                    .info(() -> "Connection broken for id " + sid + ", my id = "
                            + port.options().sid());
        }
        redialLater();
    }

    /** The peer has the smaller id: it connected only to make us dial. */
    void dialBack(List<HostPort> addresses) {
        announced = addresses;
        Channel older = link;
        link = null;
        writing = false;
        if (older != null) {
            older.close(); // The peer would not dial if it still had this connection.
        }
        cancelRedial();
        dial();
    }

    private void dial() {
        List<HostPort> addresses = Stream.concat(announced.stream(), port.members().of(sid).stream())
                .distinct()
                .toList();
        if (dialling || port.isClosed() || addresses.isEmpty()) {
            return;
        }
        dialling = true;
        port.transport().resolve(addresses).thenAccept(resolved -> {
            List<String> failures = new ArrayList<>(resolved.unresolved());
            nobodyThere = failures.isEmpty();
            List<InetSocketAddress> targets =
                    resolved.addresses().stream().distinct().toList();
            if (port.options().probeMillis() > 0 && targets.size() > 1) {
                race(targets, failures);
            } else {
                dial(targets, 0, failures);
            }
        });
    }

    // Any address may be dead, so all are dialled at once. The first connection that opens is kept.
    private void race(List<InetSocketAddress> addresses, List<String> failures) {
        int[] pending = {addresses.size()};
        boolean[] won = {false};
        for (InetSocketAddress address : addresses) {
            port.dial(address, sid).addListener(done -> {
                pending[0]--;
                Channel channel = ((ChannelFuture) done).channel();
                if (done.isSuccess() && !won[0]) {
                    won[0] = true;
                    dialling = false;
                    dialled(channel);
                } else if (done.isSuccess()) {
                    channel.close();
                } else {
                    failed(address, done.cause(), failures);
                }
                if (pending[0] == 0 && !won[0]) {
                    nobodyAnswers(failures);
                }
            });
        }
    }

    private void failed(InetSocketAddress address, Throwable cause, List<String> failures) {
        failures.add(address + ": " + PeerFailure.textOf(cause));
        nobodyThere &= isRefusal(cause);
    }

    private void nobodyAnswers(List<String> failures) {
        dialling = false;
        port.log().warn("Cannot open channel to " + sid + " at election address " + String.join(", ", failures));
        if (nobodyThere) {
            port.unreachable(this);
        }
        redialLater();
    }

    private void dial(List<InetSocketAddress> addresses, int index, List<String> failures) {
        if (port.isClosed() || link != null) { // The peer has dialled us meanwhile.
            dialling = false;
        } else if (index == addresses.size()) {
            nobodyAnswers(failures);
        } else {
            port.dial(addresses.get(index), sid).addListener(done -> {
                if (done.isSuccess()) {
                    dialling = false;
                    dialled(((ChannelFuture) done).channel());
                } else {
                    failed(addresses.get(index), done.cause(), failures);
                    dial(addresses, index + 1, failures);
                }
            });
        }
    }

    private void dialled(Channel channel) {
        if (link != null || port.isClosed()) {
            channel.close(); // Identifying ourselves now would make the peer hang up and dial again.
            return;
        }
        var introduced = channel.writeAndFlush(port.introduction(channel));
        if (sid < port.options().sid()) {
            linked(channel);
        } else {
            port.log()
                    .info(() -> "Have smaller server identifier, so dropping the connection: (myId:"
                            + port.options().sid() + " --> sid:" + sid + ")");
            introduced.addListener(done -> channel.close());
            redialLater();
        }
    }

    private void redialLater() {
        if (redial != null || link != null || dialling || port.isClosed()) {
            return;
        }
        if (newest == null) {
            port.forgetStranger(this);
            return;
        }
        redial = port.transport()
                .loop()
                .schedule(
                        () -> {
                            redial = null;
                            dial();
                        },
                        redialMillis,
                        TimeUnit.MILLISECONDS);
        redialMillis = Math.min(2 * redialMillis, port.options().redialMillisMax());
    }

    private void cancelRedial() {
        if (redial != null) {
            redial.cancel(false);
            redial = null;
        }
    }

    void close() {
        cancelRedial();
        if (link != null) {
            link.close();
        }
    }
}
