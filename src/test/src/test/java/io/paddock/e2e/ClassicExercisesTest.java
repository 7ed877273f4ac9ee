// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The exercises everybody does when learning ZooKeeper, with nothing but the bare client. */
class ClassicExercisesTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain());

    @Test
    void serviceRegistry() throws Exception {
        try (ClientSession consumer = SERVER.connect()) {
            consumer.create("/registry");
            assertThat(consumer.zk().getChildren("/registry", true)).isEmpty();
            ClientSession first = SERVER.connect();
            first.create("/registry/worker-1", "10.0.0.1:80", CreateMode.EPHEMERAL);
            assertThat(consumer.nextEvent().getType()).isEqualTo(EventType.NodeChildrenChanged);
            assertThat(consumer.zk().getChildren("/registry", true)).containsExactly("worker-1");
            try (ClientSession second = SERVER.connect()) {
                second.create("/registry/worker-2", "10.0.0.2:80", CreateMode.EPHEMERAL);
                assertThat(consumer.nextEvent().getType()).isEqualTo(EventType.NodeChildrenChanged);
                assertThat(consumer.zk().getChildren("/registry", true))
                        .containsExactlyInAnyOrder("worker-1", "worker-2");
                assertThat(consumer.text("/registry/worker-2")).isEqualTo("10.0.0.2:80");
                first.close();
                assertThat(consumer.nextEvent().getType()).isEqualTo(EventType.NodeChildrenChanged);
                assertThat(consumer.zk().getChildren("/registry", false)).containsExactly("worker-2");
            }
        }
    }

    @Test
    void groupMembership() throws Exception {
        int size = 5;
        List<ClientSession> members = new ArrayList<>();
        try (ClientSession observer = SERVER.connect()) {
            observer.create("/group");
            for (int i = 0; i < size; i++) {
                ClientSession member = SERVER.connect();
                members.add(member);
                member.create("/group/m-", "", CreateMode.EPHEMERAL_SEQUENTIAL);
            }
            Set<String> known = new HashSet<>(observer.zk().getChildren("/group", true));
            assertThat(known).hasSize(size);
            for (ClientSession member : members) {
                member.close();
                assertThat(observer.nextEvent().getPath()).isEqualTo("/group");
                Set<String> now = new HashSet<>(observer.zk().getChildren("/group", true));
                assertThat(known).containsAll(now);
                assertThat(now).hasSize(known.size() - 1);
                known = now;
            }
            assertThat(known).isEmpty();
        } finally {
            members.forEach(ClientSession::close);
        }
    }

    @Test
    void leaderElectionWithoutAHerd() throws Exception {
        int size = 6;
        try (ClientSession setup = SERVER.connect()) {
            setup.create("/election");
        }
        List<Candidate> candidates = new ArrayList<>();
        try {
            for (int i = 0; i < size; i++) {
                candidates.add(new Candidate("/election"));
            }
            for (int leader = 0; leader < size; leader++) {
                assertThat(candidates.get(leader).leads.get(60, TimeUnit.SECONDS))
                        .isTrue();
                for (int other = leader + 1; other < size; other++) {
                    assertThat(candidates.get(other).leads).isNotDone();
                }
                candidates.get(leader).session.close();
            }
            // Each end of a leader woke its successor and nobody else.
            assertThat(candidates)
                    .extracting(candidate -> candidate.woken.get())
                    .containsExactly(0, 1, 1, 1, 1, 1);
        } finally {
            candidates.forEach(candidate -> candidate.session.close());
        }
    }

    /** Stands for election by a sequential ephemeral, and watches only the candidate just before it. */
    private static final class Candidate {
        final ClientSession session = SERVER.connect();
        final CompletableFuture<Boolean> leads = new CompletableFuture<>();
        final AtomicInteger woken = new AtomicInteger();
        private final String root;
        private final String name;

        Candidate(String root) throws KeeperException, InterruptedException {
            this.root = root;
            this.name = session.create(root + "/n-", "", CreateMode.EPHEMERAL_SEQUENTIAL)
                    .substring(root.length() + 1);
            look();
        }

        private void look() throws KeeperException, InterruptedException {
            List<String> sorted =
                    session.zk().getChildren(root, false).stream().sorted().toList();
            int position = sorted.indexOf(name);
            if (position == 0) {
                leads.complete(true);
            } else if (session.zk().exists(root + "/" + sorted.get(position - 1), this::predecessorGone) == null) {
                look();
            }
        }

        private void predecessorGone(WatchedEvent event) {
            if (event.getType() != EventType.NodeDeleted) {
                return;
            }
            woken.incrementAndGet();
            // Not on the event thread, which the answer to a waiting call would need.
            new Thread(() -> {
                        try {
                            look();
                        } catch (KeeperException | InterruptedException e) {
                            leads.completeExceptionally(e);
                        }
                    })
                    .start();
        }
    }

    @Test
    void barrierOnAnAbsentZnode() throws Exception {
        try (ClientSession keeper = SERVER.connect();
                ClientSession one = SERVER.connect();
                ClientSession two = SERVER.connect()) {
            for (ClientSession waiting : List.of(one, two)) {
                assertThat(waiting.zk().exists("/barrier", true)).isNull();
                assertThat(waiting.pendingEvents()).isZero();
            }
            keeper.create("/barrier");
            for (ClientSession waiting : List.of(one, two)) {
                WatchedEvent event = waiting.nextEvent();
                assertThat(event.getType()).isEqualTo(EventType.NodeCreated);
                assertThat(event.getPath()).isEqualTo("/barrier");
                assertThat(waiting.zk().exists("/barrier", false)).isNotNull();
            }
        }
    }

    @Test
    void distributedLock() throws Exception {
        int clients = 4;
        int rounds = 10;
        try (ClientSession setup = SERVER.connect()) {
            setup.create("/lock");
            setup.create("/guarded", "0", CreateMode.PERSISTENT);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(CompletableFuture.runAsync(() -> incrementUnderLock(rounds)));
            }
            for (CompletableFuture<Void> one : all) {
                one.get(90, TimeUnit.SECONDS);
            }
            // Read, add one, write unconditionally: correct only if nobody came between.
            assertThat(setup.text("/guarded")).isEqualTo(Integer.toString(clients * rounds));
        }
    }

    private static void incrementUnderLock(int rounds) {
        try (ClientSession session = SERVER.connect()) {
            for (int i = 0; i < rounds; i++) {
                Candidate mine = new Candidate("/lock");
                mine.leads.get(60, TimeUnit.SECONDS);
                int value = Integer.parseInt(session.text("/guarded"));
                session.zk().setData("/guarded", Integer.toString(value + 1).getBytes(), -1);
                mine.session.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void taskQueue() throws Exception {
        int tasks = 60;
        ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
        try (ClientSession producer = SERVER.connect()) {
            producer.create("/tasks");
            List<CompletableFuture<Void>> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(CompletableFuture.runAsync(() -> work(done, tasks)));
            }
            for (int i = 0; i < tasks; i++) {
                producer.create("/tasks/t-", "task " + i, CreateMode.PERSISTENT_SEQUENTIAL);
            }
            for (CompletableFuture<Void> worker : workers) {
                worker.get(90, TimeUnit.SECONDS);
            }
            assertThat(done).hasSize(tasks).doesNotHaveDuplicates();
            assertThat(producer.zk().getChildren("/tasks", false)).isEmpty();
        }
    }

    // The worker that deletes a task owns it. A task that is missing belongs to another worker.
    private static void work(ConcurrentLinkedQueue<String> done, int tasks) {
        try (ClientSession worker = SERVER.connect()) {
            while (done.size() < tasks) {
                List<String> open = worker.zk().getChildren("/tasks", true).stream()
                        .sorted()
                        .toList();
                if (open.isEmpty() && done.size() < tasks) {
                    worker.zk().sync("/tasks");
                }
                for (String task : open) {
                    try {
                        String text = worker.text("/tasks/" + task);
                        worker.zk().delete("/tasks/" + task, -1);
                        done.add(text);
                    } catch (KeeperException.NoNodeException taken) {
                        // On to the next one.
                    }
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void configurationWatch() throws Exception {
        try (ClientSession operator = SERVER.connect();
                ClientSession one = SERVER.connect();
                ClientSession two = SERVER.connect()) {
            operator.create("/conf", "v0", CreateMode.PERSISTENT);
            List<BlockingQueue<String>> seen = List.of(follow(one), follow(two));
            for (BlockingQueue<String> queue : seen) {
                assertThat(queue.poll(60, TimeUnit.SECONDS)).isEqualTo("v0");
            }
            for (int version = 1; version <= 20; version++) {
                Stat stat = operator.zk().setData("/conf", ("v" + version).getBytes(), version - 1);
                assertThat(stat.getVersion()).isEqualTo(version);
                for (BlockingQueue<String> queue : seen) {
                    assertThat(queue.poll(60, TimeUnit.SECONDS)).isEqualTo("v" + version);
                }
            }
        }
    }

    /** Reads the configuration, and again each time it changes. */
    private static BlockingQueue<String> follow(ClientSession session) {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        readAndWatch(session, seen);
        return seen;
    }

    private static void readAndWatch(ClientSession session, BlockingQueue<String> seen) {
        session.zk()
                .getData(
                        "/conf",
                        event -> {
                            if (event.getType() == EventType.NodeDataChanged) {
                                readAndWatch(session, seen);
                            }
                        },
                        (code, path, context, data, stat) -> seen.add(new String(data)),
                        null);
    }
}
