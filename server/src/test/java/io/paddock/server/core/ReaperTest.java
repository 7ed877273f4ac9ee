// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.config.ServerConfig;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The periods of containers and TTL znodes, with a clock that the test moves. */
class ReaperTest {
    private static final long BEGAN_MILLIS = 1_000_000;
    private static final int ONCE_A_MILLISECOND = 1;

    private final ZnodeTree tree = new ZnodeTree();
    private final List<String> deleted = new ArrayList<>();
    private long nowMillis = BEGAN_MILLIS;
    private long zxid;

    private final Clock clock = new Clock() {
        @Override
        public long wallMillis() {
            return nowMillis;
        }

        @Override
        public long monotonicMillis() {
            return nowMillis;
        }
    };

    private Reaper reaper(int checkIntervalMillis, int maxPerMinute, long maxNeverUsedMillis) {
        return new Reaper(
                tree,
                this::delete,
                clock,
                new ServerConfig.Znodes(true, false, checkIntervalMillis, maxPerMinute, maxNeverUsedMillis));
    }

    private void delete(String path) {
        deleted.add(path);
        apply(new Txn.Delete(OpCode.DELETE_CONTAINER, path));
    }

    private void apply(Txn txn) {
        zxid++;
        tree.apply(new TxnHeader(0, 0, zxid, nowMillis, txn.type()), txn, null, ChangeListener.NONE);
    }

    private void createTtl(String path, long ttlMillis) {
        apply(new Txn.CreateTtl(path, new byte[0], Acl.OPEN, -1, ttlMillis));
    }

    private void createContainer(String path) {
        apply(new Txn.CreateContainer(path, new byte[0], Acl.OPEN, -1));
    }

    /** Like the core, sleeps exactly as long as the reaper says, until something is deleted. */
    private void sleepFromOneDeadlineToTheNext(Reaper reaper) {
        while (deleted.isEmpty() && nowMillis < BEGAN_MILLIS + 200_000) {
            assertThat(reaper.nextDueMillis()).isGreaterThan(nowMillis);
            nowMillis = reaper.nextDueMillis();
            reaper.tick();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 99, 100, 60_000})
    void ttlZnodeIsDeletedAtTheFirstCheckAfterItsTime(int checkIntervalMillis) {
        Reaper reaper = reaper(checkIntervalMillis, 10_000, 0);
        createTtl("/t", 10);
        sleepFromOneDeadlineToTheNext(reaper);

        long checks = 10 / checkIntervalMillis + 1; // Its time is over when more than 10 ms have passed.
        assertThat(nowMillis - BEGAN_MILLIS).isEqualTo(checks * checkIntervalMillis);
    }

    @Test
    void unusedContainerIsDeletedAtTheFirstCheckAfterItsTime() {
        Reaper reaper = reaper(ONCE_A_MILLISECOND, 10_000, 25);
        createContainer("/c");
        sleepFromOneDeadlineToTheNext(reaper);

        assertThat(nowMillis - BEGAN_MILLIS).isEqualTo(26);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 7000, 10_000, 50_000, 90_000, Integer.MAX_VALUE})
    void deletionsAreSpreadAsConfigured(int maxPerMinute) {
        Reaper reaper = reaper(ONCE_A_MILLISECOND, maxPerMinute, 0);
        int count = (int) Math.min(2L * maxPerMinute, 500);
        for (int i = 0; i < count; i++) {
            createTtl("/t" + i, 1);
        }
        sleepFromOneDeadlineToTheNext(reaper);
        long firstMillis = nowMillis;
        while (deleted.size() < count) {
            assertThat(reaper.nextDueMillis()).isGreaterThan(nowMillis);
            nowMillis = reaper.nextDueMillis();
            reaper.tick();
            assertThat(deleted).hasSizeLessThanOrEqualTo((int)
                    Math.min(count, 1 + (nowMillis - firstMillis) * maxPerMinute / 60_000));
        }

        assertThat(nowMillis - firstMillis).isEqualTo((long) Math.ceil((count - 1) * 60_000.0 / maxPerMinute));
    }

    @Test
    void nextCheckIsDueOneIntervalAfterTheLast() {
        Reaper reaper = reaper(60_000, 10_000, 0);
        assertThat(reaper.nextDueMillis()).isEqualTo(BEGAN_MILLIS + 60_000);
        nowMillis += 75_000;
        reaper.tick();
        assertThat(reaper.nextDueMillis()).isEqualTo(BEGAN_MILLIS + 135_000);
    }
}
