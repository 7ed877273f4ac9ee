// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.listen.Doors;
import io.paddock.server.listen.FakeNames;
import io.paddock.server.listen.Pace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client port follows the host name of clientPortAddress. */
final class ClientListenerTest {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final FakeNames names = new FakeNames();
    private ClientListener listener;
    private int port;

    @BeforeEach
    void create() throws IOException {
        port = Doors.freePort();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {}
                });
        listener = new ClientListener(group.next(), names, new Pace(20, 3_600_000), bootstrap::bind);
    }

    @AfterEach
    void close() {
        listener.stop();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void clientsReachTheNewAddressOfItsName() throws Exception {
        names.put("own.test", "127.0.0.1");
        listener.bind(new HostPort("own.test", port));
        names.put("own.test", "127.0.0.2");
        await().until(() -> Doors.isOpen("127.0.0.2", port));
        await().until(() -> listener.address().getAddress().equals(InetAddress.getByName("127.0.0.2")));
        listener.stop();
        await().until(() -> !Doors.isOpen("127.0.0.1", port));
        await().until(() -> !Doors.isOpen("127.0.0.2", port));
    }

    @Test
    void startsAlthoughItsNameHasNoAddressYet() throws Exception {
        Thread nameService = new Thread(() -> {
            await().until(() -> names.asked("own.test") > 0);
            names.put("own.test", "127.0.0.2");
        });
        nameService.start();
        listener.bind(new HostPort("own.test", port));
        assertThat(Doors.isOpen("127.0.0.2", port)).isTrue();
        nameService.join();
    }

    @Test
    void givesUpAtOnceWhenThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();
            names.put("own.test", "127.0.0.1");
            assertThatThrownBy(() -> listener.bind(new HostPort("own.test", port)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen for clients on own.test/127.0.0.1:" + port);
            assertThat(names.asked("own.test")).isEqualTo(1);
        }
    }

    @Test
    void listensAtTheAddressOfTheServerLineEvenIfThatComesFirst() throws Exception {
        listener.move(new HostPort("127.0.0.2", port));
        listener.bind(new HostPort("127.0.0.1", port));
        assertThat(Doors.isOpen("127.0.0.2", port)).isTrue();
        assertThat(Doors.isOpen("127.0.0.1", port)).isFalse();
    }
}
