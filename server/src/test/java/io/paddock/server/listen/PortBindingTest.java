// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.listen.Listening.Handover;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A port follows its host names. Addresses of 192.0.2.0/24 are on no host. */
final class PortBindingTest {
    private static final Pace FAST = new Pace(20, 0);
    private static final Pace KEEPS_OLD = new Pace(20, 3_600_000);
    private static final int PAUSE_MILLIS = 20;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final FakeNames names = new FakeNames();
    private final Lookups lookups = new Lookups(group.next(), host -> names.resolve(host), "test-names");
    private final List<PortBinding> bindings = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        port = Doors.freePort();
    }

    @AfterEach
    void close() {
        bindings.forEach(each -> lookups.loop().submit(each::close).syncUninterruptibly());
        lookups.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private PortBinding binding(Pace pace, Handover handover, int attempts, String... hosts) {
        List<HostPort> all =
                List.of(hosts).stream().map(each -> new HostPort(each, port)).toList();
        return binding(new Listening("tests", all, false, attempts, PAUSE_MILLIS, handover), pace);
    }

    private PortBinding binding(Listening listening, Pace pace) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.incrementAndGet();
                    }
                });
        PortBinding binding = new PortBinding(lookups, listening, pace, bootstrap::bind, where -> {});
        bindings.add(binding);
        return binding;
    }

    private CompletableFuture<List<InetSocketAddress>> bind(PortBinding binding) {
        CompletableFuture<List<InetSocketAddress>> done = new CompletableFuture<>();
        lookups.loop().execute(() -> binding.bind(done));
        return done;
    }

    private void move(PortBinding binding, String host) {
        lookups.loop().execute(() -> binding.move(List.of(new HostPort(host, port))));
    }

    private void awaitOpen(String address) {
        await(address).until(() -> Doors.isOpen(address, port));
    }

    private void awaitClosed(String address) {
        await(address).until(() -> !Doors.isOpen(address, port));
    }

    private void awaitLookups(String host, int more) {
        int before = names.asked(host);
        await().until(() -> names.asked(host) >= before + more);
    }

    @Test
    void listensAtTheNewAddressOfItsNameToo() throws Exception {
        names.put("own.test", "127.0.0.1");
        bind(binding(KEEPS_OLD, Handover.CLOSE_FIRST, 0, "own.test")).get();
        names.put("own.test", "127.0.0.2");
        awaitOpen("127.0.0.2");
        awaitLookups("own.test", 3);
        assertThat(Doors.isOpen("127.0.0.1", port))
                .as("peers may still know the old one")
                .isTrue();
    }

    @Test
    void closesTheOldAddressOnlyWhenNobodyIsConnectedThere() throws Exception {
        names.put("own.test", "127.0.0.1");
        bind(binding(FAST, Handover.CLOSE_FIRST, 0, "own.test")).get();
        try (Socket connected = new Socket("127.0.0.1", port)) {
            await().until(() -> accepted.get() == 1);
            names.put("own.test", "127.0.0.2");
            awaitOpen("127.0.0.2");
            awaitLookups("own.test", 3);
            assertThat(Doors.isOpen("127.0.0.1", port)).isTrue();
            assertThat(connected.isConnected()).isTrue();
        }
        awaitClosed("127.0.0.1");
        assertThat(Doors.isOpen("127.0.0.2", port)).isTrue();
    }

    @Test
    void keepsWhatIsOpenWhileItsNameHasNoAddress() throws Exception {
        names.put("own.test", "127.0.0.1");
        bind(binding(FAST, Handover.CLOSE_FIRST, 0, "own.test")).get();
        names.put("own.test");
        awaitLookups("own.test", 3);
        assertThat(Doors.isOpen("127.0.0.1", port)).isTrue();
        names.put("own.test", "127.0.0.2");
        awaitOpen("127.0.0.2");
    }

    @Test
    void keepsTheOldAddressWhileTheNewOneIsNotOnThisHost() throws Exception {
        names.put("own.test", "127.0.0.1");
        bind(binding(FAST, Handover.CLOSE_FIRST, 0, "own.test")).get();
        names.put("own.test", "192.0.2.1");
        awaitLookups("own.test", 3);
        assertThat(Doors.isOpen("127.0.0.1", port)).isTrue();
    }

    @Test
    void neverLooksUpAnAddressLiteral() throws Exception {
        names.put("own.test", "127.0.0.1");
        bind(binding(FAST, Handover.CLOSE_FIRST, 0, "own.test", "127.0.0.2")).get();
        awaitLookups("own.test", 5);
        assertThat(names.asked("127.0.0.2")).isEqualTo(1);
    }

    @Test
    void neverLooksUpAnyNameWhereItListensOnAllAddresses() throws Exception {
        Listening all = new Listening(
                "tests",
                List.of(new HostPort("own.test", port), new HostPort("other.test", port)),
                true,
                0,
                PAUSE_MILLIS,
                Handover.CLOSE_FIRST);
        assertThat(bind(binding(all, FAST)).get())
                .as("one port, although two names have it")
                .containsExactly(new InetSocketAddress(port));
        assertThat(Doors.isOpen("127.0.0.3", port)).isTrue();
        assertThat(names.asked("own.test")).isZero();
    }

    @Test
    void waitsForAnAddressThatComesLater() throws Exception {
        names.put("own.test", "192.0.2.1");
        CompletableFuture<List<InetSocketAddress>> bound = bind(binding(FAST, Handover.CLOSE_FIRST, 0, "own.test"));
        awaitLookups("own.test", 3);
        assertThat(bound.isDone()).isFalse();
        names.put("own.test", "127.0.0.3");
        assertThat(bound.get().get(0).getAddress()).isEqualTo(InetAddress.getByName("127.0.0.3"));
    }

    @Test
    void saysThatTheAddressIsNotOnThisHost() {
        names.put("own.test", "192.0.2.1");
        assertThatThrownBy(() ->
                        bind(binding(FAST, Handover.CLOSE_FIRST, 2, "own.test")).get())
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("own.test/192.0.2.1:" + port)
                .hasMessageContaining("this host does not have this address now")
                .hasMessageContaining("after 2 attempts")
                .cause()
                .satisfies(cause ->
                        assertThat(((CannotListen) cause).mayComeLater()).isTrue());
    }

    @Test
    void doesNotTakeAPortInUseForAnAddressThatComesLater() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> bind(binding(FAST, Handover.OPEN_FIRST, 1, "127.0.0.1"))
                            .get())
                    .cause()
                    .satisfies(cause ->
                            assertThat(((CannotListen) cause).mayComeLater()).isFalse());
        }
    }

    @Test
    void takesTheAddressOfItsNameThatIsOnThisHost() throws Exception {
        names.put("own.test", "192.0.2.1", "127.0.0.2");
        bind(binding(FAST, Handover.CLOSE_FIRST, 0, "own.test")).get();
        assertThat(Doors.isOpen("127.0.0.2", port)).isTrue();
    }

    @Test
    void staysWhereItIsWhenTheOrderOfAddressesChanges() throws Exception {
        names.put("own.test", "127.0.0.1", "127.0.0.2");
        bind(binding(FAST, Handover.CLOSE_FIRST, 0, "own.test")).get();
        names.put("own.test", "127.0.0.2", "127.0.0.1");
        awaitLookups("own.test", 3);
        assertThat(Doors.isOpen("127.0.0.1", port)).isTrue();
        assertThat(Doors.isOpen("127.0.0.2", port)).isFalse();
    }

    @Test
    void twoNamesMayHaveTheSameAddressForAWhile() throws Exception {
        names.put("one.test", "127.0.0.1").put("two.test", "127.0.0.1");
        assertThat(bind(binding(FAST, Handover.CLOSE_FIRST, 1, "one.test", "two.test"))
                        .get())
                .hasSize(1);
        names.put("two.test", "127.0.0.2");
        awaitOpen("127.0.0.2");
        awaitLookups("two.test", 3);
        assertThat(Doors.isOpen("127.0.0.1", port)).isTrue();
    }

    @Test
    void movesFromAllAddressesToOneAndBack() throws Exception {
        PortBinding binding = binding(KEEPS_OLD, Handover.OPEN_FIRST, 1, HostPort.ANY);
        bind(binding).get();
        move(binding, "127.0.0.1");
        awaitClosed("127.0.0.2");
        awaitOpen("127.0.0.1");
        move(binding, HostPort.ANY);
        awaitOpen("127.0.0.2");
    }

    @Test
    void staysWhereItIsUntilItCanMove() throws Exception {
        PortBinding binding = binding(KEEPS_OLD, Handover.OPEN_FIRST, 1, "127.0.0.1");
        bind(binding).get();
        move(binding, "own.test");
        awaitLookups("own.test", 3);
        assertThat(Doors.isOpen("127.0.0.1", port)).isTrue();
        names.put("own.test", "127.0.0.2");
        awaitOpen("127.0.0.2");
        awaitClosed("127.0.0.1");
    }

    @Test
    void comesBackToAllAddressesWhenItCannotMove() throws Exception {
        PortBinding binding = binding(KEEPS_OLD, Handover.OPEN_FIRST, 1, HostPort.ANY);
        bind(binding).get();
        names.put("own.test", "192.0.2.1");
        move(binding, "own.test");
        awaitLookups("own.test", 2);
        awaitOpen("127.0.0.2");
    }

    @Test
    void lookupThatBlocksDoesNotBlockTheEventLoop() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (Lookups slow = new Lookups(
                lookups.loop(),
                host -> {
                    try {
                        answered.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return names.resolve(host);
                },
                "slow-names")) {
            CompletableFuture<Lookups.Resolved> resolving = slow.resolve(List.of(new HostPort("127.0.0.1", port)));
            lookups.loop().submit(() -> {}).get(60, TimeUnit.SECONDS);
            assertThat(resolving.isDone()).isFalse();
            answered.countDown();
            assertThat(resolving.get().addresses()).hasSize(1);
        }
    }
}
