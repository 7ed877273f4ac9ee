// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.CreateMode;

/**
 * A well-behaved client that works all the time while others misbehave.
 *
 * <p>Each of its rounds writes, reads back what it wrote, creates an ephemeral and deletes it. What counts is that it gets on, over
 * one and the same connection, not how fast.
 */
public final class Bystander implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClientSession session;
    private final String path;
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicReference<Throwable> trouble = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closing;

    private Bystander(ClientSession session, String path) {
        this.session = session;
        this.path = path;
        this.thread = new Thread(this::work, "bystander");
        thread.setDaemon(true);
    }

    /** Starts working on the server. */
    public static Bystander at(String connectString) throws Exception {
        ClientSession session = ClientSession.open(connectString);
        String path = session.create("/bystander-" + COUNTER.incrementAndGet(), "", CreateMode.PERSISTENT);
        Bystander bystander = new Bystander(session, path);
        bystander.thread.start();
        return bystander;
    }

    private void work() {
        String address = session.zk().toString().replaceAll(".*local:/(\\S+).*", "$1");
        try {
            while (!closing) {
                String text = Integer.toString(rounds.get());
                session.zk().setData(path, text.getBytes(StandardCharsets.UTF_8), rounds.get());
                assertThat(session.text(path)).isEqualTo(text);
                String ephemeral = session.create(path + "/e-", text, CreateMode.EPHEMERAL_SEQUENTIAL);
                assertThat(session.zk().getChildren(path, false)).hasSize(1);
                session.zk().delete(ephemeral, -1);
                rounds.incrementAndGet();
            }
        } catch (Throwable e) {
            if (!closing) {
                trouble.set(new AssertionError("bystander at " + address + ": " + e, e));
            }
        }
    }

    /** Waits until it has done some more rounds; fails if anything of it ever failed. */
    public void getsOn() {
        int goal = rounds.get() + 10;
        await("the bystander")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> rounds.get() >= goal || trouble.get() != null);
        assertThat(trouble.get()).as("the bystander's trouble").isNull();
    }

    @Override
    public void close() {
        closing = true;
        session.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
