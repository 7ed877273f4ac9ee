// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotServingRoleTest {
    private static final long BEGAN_MILLIS = 1_000;
    private static final long LONG_AFTER_MILLIS = BEGAN_MILLIS + 60_000;

    private final NotServingRole role = new NotServingRole(new CoreInbox(1000), BEGAN_MILLIS);
    private final Visitor visitor = new Visitor();

    @Test
    void clientThatConnectsDuringAnElectionIsServedAfterIt() {
        role.await(visitor);
        role.tick(BEGAN_MILLIS + 1);
        assertThat(visitor.told).isEmpty();

        role.end("there is a leader");
        assertThat(visitor.told).containsExactly("try again");
    }

    @Test
    void longElectionClosesWaitingAndNewClients() {
        role.await(visitor);
        role.tick(LONG_AFTER_MILLIS);
        assertThat(visitor.told).containsExactly("closed");

        Visitor late = new Visitor();
        role.await(late);
        assertThat(late.told).containsExactly("closed");

        role.end("there is a leader");
        assertThat(visitor.told).containsExactly("closed");
    }

    @Test
    void onlyTheEndOfTheWaitingTimeIsDue() {
        long due = role.nextDueMillis();
        assertThat(due).isGreaterThan(BEGAN_MILLIS);
        role.await(visitor);
        role.tick(due);
        assertThat(visitor.told).containsExactly("closed");
        assertThat(role.nextDueMillis()).isEqualTo(Deadlines.NEVER);
    }

    /** A client that records what it is told. */
    private static final class Visitor implements Client {
        private final List<String> told = new ArrayList<>();

        @Override
        public void tryAgain() {
            told.add("try again");
        }

        @Override
        public void closeSilently(String reason) {
            told.add("closed");
        }

        @Override
        public Shard shard() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void accepted(Session session, int timeoutMillis) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void refused() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void completed(OrderedRequest write) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCut() {
            return false;
        }

        @Override
        public boolean isHeldUp() {
            return false;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }
}
