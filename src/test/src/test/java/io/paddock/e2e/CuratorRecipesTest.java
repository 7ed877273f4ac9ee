// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.x.discovery.ServiceCache;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Curator's recipes, each between two clients or more. */
class CuratorRecipesTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain());

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<CuratorFramework> clients = new ArrayList<>();

    @AfterEach
    void closeClients() {
        clients.forEach(CuratorFramework::close);
    }

    @Test
    void leaderLatch() throws Exception {
        LeaderLatch first = new LeaderLatch(client(), "/latch", "first");
        LeaderLatch second = new LeaderLatch(client(), "/latch", "second");
        first.start();
        await().atMost(PATIENCE).until(first::hasLeadership);
        second.start();
        await().atMost(PATIENCE).until(() -> second.getParticipants().size() == 2);
        assertThat(second.hasLeadership()).isFalse();
        assertThat(second.getLeader().getId()).isEqualTo("first");
        first.close();
        await().atMost(PATIENCE).until(second::hasLeadership);
        second.close();
    }

    @Test
    void leaderSelector() throws Exception {
        BlockingQueue<String> reigns = new LinkedBlockingQueue<>();
        List<LeaderSelector> selectors = new ArrayList<>();
        AtomicInteger reigning = new AtomicInteger();
        AtomicInteger mostReigning = new AtomicInteger();
        for (String name : List.of("a", "b", "c")) {
            LeaderSelector selector = new LeaderSelector(client(), "/selector", new LeaderSelectorListenerAdapter() {
                @Override
                public void takeLeadership(CuratorFramework client) {
                    mostReigning.accumulateAndGet(reigning.incrementAndGet(), Math::max);
                    reigns.add(name);
                    reigning.decrementAndGet();
                }
            });
            selectors.add(selector);
            selector.start();
        }
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            order.add(reigns.poll(60, TimeUnit.SECONDS));
        }
        assertThat(order).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(mostReigning).hasValue(1);
        selectors.forEach(LeaderSelector::close);
    }

    @Test
    void mutex() throws Exception {
        int[] unguarded = {0};
        inParallel(4, client -> {
            InterProcessMutex mutex = new InterProcessMutex(client, "/mutex");
            for (int i = 0; i < 10; i++) {
                mutex.acquire();
                int before = unguarded[0];
                Thread.yield();
                unguarded[0] = before + 1;
                mutex.release();
            }
        });
        assertThat(unguarded[0]).isEqualTo(40);
    }

    @Test
    void mutexIsLeftByAClientThatDies() throws Exception {
        CuratorFramework dying = client();
        new InterProcessMutex(dying, "/left").acquire();
        InterProcessMutex waiting = new InterProcessMutex(client(), "/left");
        assertThat(waiting.acquire(50, TimeUnit.MILLISECONDS)).isFalse();
        dying.close();
        assertThat(waiting.acquire(60, TimeUnit.SECONDS)).isTrue();
        waiting.release();
    }

    @Test
    void readWriteLock() throws Exception {
        InterProcessReadWriteLock one = new InterProcessReadWriteLock(client(), "/rw");
        InterProcessReadWriteLock two = new InterProcessReadWriteLock(client(), "/rw");
        one.readLock().acquire();
        assertThat(two.readLock().acquire(60, TimeUnit.SECONDS)).isTrue();
        two.readLock().release();
        assertThat(two.writeLock().acquire(50, TimeUnit.MILLISECONDS)).isFalse();
        one.readLock().release();
        assertThat(two.writeLock().acquire(60, TimeUnit.SECONDS)).isTrue();
        assertThat(one.readLock().acquire(50, TimeUnit.MILLISECONDS)).isFalse();
        two.writeLock().release();
    }

    @Test
    void semaphore() throws Exception {
        InterProcessSemaphoreV2 semaphore = new InterProcessSemaphoreV2(client(), "/semaphore", 2);
        var first = semaphore.acquire();
        var second = new InterProcessSemaphoreV2(client(), "/semaphore", 2).acquire();
        InterProcessSemaphoreV2 full = new InterProcessSemaphoreV2(client(), "/semaphore", 2);
        assertThat(full.acquire(50, TimeUnit.MILLISECONDS)).isNull();
        semaphore.returnLease(first);
        var third = full.acquire(60, TimeUnit.SECONDS);
        assertThat(third).isNotNull();
        full.returnLease(third);
        semaphore.returnLease(second);
    }

    @Test
    void barrier() throws Exception {
        DistributedBarrier keeper = new DistributedBarrier(client(), "/barrier");
        keeper.setBarrier();
        DistributedBarrier waiting = new DistributedBarrier(client(), "/barrier");
        assertThat(waiting.waitOnBarrier(50, TimeUnit.MILLISECONDS)).isFalse();
        CompletableFuture<Boolean> through = CompletableFuture.supplyAsync(() -> {
            try {
                return waiting.waitOnBarrier(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        keeper.removeBarrier();
        assertThat(through.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doubleBarrier() throws Exception {
        int members = 3;
        AtomicInteger inside = new AtomicInteger();
        BlockingQueue<Integer> insideWhenLeaving = new LinkedBlockingQueue<>();
        inParallel(members, client -> {
            DistributedDoubleBarrier barrier = new DistributedDoubleBarrier(client, "/double", members);
            inside.incrementAndGet();
            assertThat(barrier.enter(60, TimeUnit.SECONDS)).isTrue();
            insideWhenLeaving.add(inside.get());
            assertThat(barrier.leave(60, TimeUnit.SECONDS)).isTrue();
        });
        assertThat(insideWhenLeaving).containsExactly(members, members, members);
    }

    @Test
    void queue() throws Exception {
        SimpleDistributedQueue producer = new SimpleDistributedQueue(client(), "/queue");
        SimpleDistributedQueue consumer = new SimpleDistributedQueue(client(), "/queue");
        for (int i = 0; i < 20; i++) {
            producer.offer(Integer.toString(i).getBytes(UTF_8));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(new String(consumer.poll(60, TimeUnit.SECONDS), UTF_8)).isEqualTo(Integer.toString(i));
        }
        assertThat(consumer.poll()).isNull();
    }

    @Test
    void nodeCache() throws Exception {
        CuratorFramework writer = client();
        writer.create().forPath("/node-cache", "one".getBytes(UTF_8));
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (CuratorCache cache = CuratorCache.build(client(), "/node-cache", CuratorCache.Options.SINGLE_NODE_CACHE)) {
            cache.listenable()
                    .addListener(CuratorCacheListener.builder()
                            .forCreates(node -> seen.add("created " + new String(node.getData(), UTF_8)))
                            .forChanges((before, after) -> seen.add("changed " + new String(after.getData(), UTF_8)))
                            .forDeletes(node -> seen.add("deleted"))
                            .build());
            cache.start();
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("created one");
            writer.setData().forPath("/node-cache", "two".getBytes(UTF_8));
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("changed two");
            writer.delete().forPath("/node-cache");
            assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo("deleted");
        }
    }

    @Test
    void treeCache() throws Exception {
        CuratorFramework writer = client();
        writer.create().creatingParentsIfNeeded().forPath("/tree-cache/a/b", new byte[0]);
        try (CuratorCache cache = CuratorCache.build(client(), "/tree-cache")) {
            cache.start();
            await().atMost(PATIENCE).until(() -> cache.size() == 3);
            for (int i = 0; i < 50; i++) {
                writer.create()
                        .forPath("/tree-cache/a/n" + i, Integer.toString(i).getBytes(UTF_8));
            }
            await().atMost(PATIENCE).until(() -> cache.size() == 53);
            writer.setData().forPath("/tree-cache/a/n7", "new".getBytes(UTF_8));
            await().atMost(PATIENCE).until(() -> new String(
                            cache.get("/tree-cache/a/n7").orElseThrow().getData(), UTF_8)
                    .equals("new"));
            writer.delete().deletingChildrenIfNeeded().forPath("/tree-cache/a");
            await().atMost(PATIENCE).until(() -> cache.size() == 1);
        }
    }

    @Test
    void persistentNode() throws Exception {
        CuratorFramework owner = client();
        CuratorFramework other = client();
        try (PersistentNode node =
                new PersistentNode(owner, CreateMode.EPHEMERAL, false, "/persistent-node", "alive".getBytes(UTF_8))) {
            node.start();
            assertThat(node.waitForInitialCreate(60, TimeUnit.SECONDS)).isTrue();
            other.delete().forPath("/persistent-node");
            await().atMost(PATIENCE).until(() -> other.checkExists().forPath("/persistent-node") != null);
            node.setData("again".getBytes(UTF_8));
            // Curator writes it in the background.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(other.getData().forPath("/persistent-node"))
                            .isEqualTo("again".getBytes(UTF_8)));
        }
        assertThat(other.checkExists().forPath("/persistent-node")).isNull();
    }

    @Test
    void sharedCount() throws Exception {
        try (SharedCount one = new SharedCount(client(), "/count", 5);
                SharedCount two = new SharedCount(client(), "/count", 5)) {
            one.start();
            two.start();
            assertThat(two.getCount()).isEqualTo(5);
            one.setCount(6);
            await().atMost(PATIENCE).until(() -> two.getCount() == 6);
            assertThat(two.trySetCount(two.getVersionedValue(), 7)).isTrue();
            await().atMost(PATIENCE).until(() -> one.getCount() == 7);
        }
    }

    @Test
    void atomicLong() throws Exception {
        inParallel(3, client -> {
            DistributedAtomicLong counter = new DistributedAtomicLong(client, "/atomic", new RetryOneTime(1));
            for (int added = 0; added < 10; ) {
                if (counter.increment().succeeded()) {
                    added++;
                }
            }
        });
        DistributedAtomicLong counter = new DistributedAtomicLong(client(), "/atomic", new RetryOneTime(1));
        assertThat(counter.get().postValue()).isEqualTo(30);
    }

    @Test
    void serviceDiscovery() throws Exception {
        ServiceInstance<Void> instance = ServiceInstance.<Void>builder()
                .name("billing")
                .id("billing-1")
                .address("127.0.0.1")
                .port(4242)
                .build();
        try (ServiceDiscovery<Void> provider = discovery(client());
                ServiceDiscovery<Void> consumer = discovery(client())) {
            provider.start();
            consumer.start();
            try (ServiceCache<Void> cache =
                    consumer.serviceCacheBuilder().name("billing").build()) {
                cache.start();
                assertThat(consumer.queryForInstances("billing")).isEmpty();
                provider.registerService(instance);
                assertThat(consumer.queryForNames()).containsExactly("billing");
                assertThat(consumer.queryForInstance("billing", "billing-1").getPort())
                        .isEqualTo(4242);
                await().atMost(PATIENCE).until(() -> cache.getInstances().size() == 1);
                provider.unregisterService(instance);
                await().atMost(PATIENCE).until(() -> cache.getInstances().isEmpty());
            }
        }
    }

    private static ServiceDiscovery<Void> discovery(CuratorFramework client) {
        return ServiceDiscoveryBuilder.builder(Void.class)
                .client(client)
                .basePath("/services")
                .build();
    }

    /** What one of several clients does. */
    private interface Work {
        void run(CuratorFramework client) throws Exception;
    }

    private void inParallel(int clientCount, Work work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < clientCount; i++) {
            CuratorFramework client = client();
            CompletableFuture<Void> done = new CompletableFuture<>();
            all.add(done);
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    work.run(client);
                    done.complete(null);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        start.countDown();
        for (CompletableFuture<Void> done : all) {
            done.get(90, TimeUnit.SECONDS);
        }
    }

    private CuratorFramework client() {
        CuratorFramework client =
                CuratorFrameworkFactory.newClient(SERVER.connectString(), 30_000, 15_000, new RetryOneTime(100));
        client.start();
        clients.add(client);
        return client;
    }
}
