// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.linearizability;

import static io.paddock.e2e.linearizability.Operation.Kind.CREATE;
import static io.paddock.e2e.linearizability.Operation.Kind.DELETE;
import static io.paddock.e2e.linearizability.Operation.Kind.READ;
import static io.paddock.e2e.linearizability.Operation.Kind.SET_DATA;
import static io.paddock.e2e.linearizability.Operation.NEVER;
import static io.paddock.e2e.linearizability.Operation.Result.BAD_VERSION;
import static io.paddock.e2e.linearizability.Operation.Result.DONE;
import static io.paddock.e2e.linearizability.Operation.Result.NODE_EXISTS;
import static io.paddock.e2e.linearizability.Operation.Result.NO_NODE;
import static io.paddock.e2e.linearizability.Operation.Result.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The judge itself: right histories pass, and each kind of wrong one is caught. */
class LinearizabilityTest {
    private final List<Operation> history = new ArrayList<>();

    private void op(Operation.Kind kind, String data, int version, Operation.Result result, long from, long to) {
        history.add(new Operation("c", "/a", kind, data, version, result, from, to));
    }

    private void assertRight() {
        assertThat(Linearizability.violation(history)).isNull();
    }

    private void assertWrong() {
        assertThat(Linearizability.violation(history)).contains("no order explains");
    }

    @Test
    void sequentialOperationsAreAccepted() {
        op(READ, null, 0, NO_NODE, 0, 1);
        op(CREATE, "x", -1, DONE, 2, 3);
        op(CREATE, "y", -1, NODE_EXISTS, 4, 5);
        op(SET_DATA, "z", 0, DONE, 6, 7);
        op(SET_DATA, "z", 0, BAD_VERSION, 8, 9);
        op(READ, "z", 1, DONE, 10, 11);
        op(DELETE, null, 1, DONE, 12, 13);
        op(DELETE, null, -1, NO_NODE, 14, 15);
        assertRight();
    }

    @Test
    void readDuringAWriteMayShowOldOrNew() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(SET_DATA, "y", -1, DONE, 2, 10);
        op(READ, "x", 0, DONE, 3, 4);
        op(READ, "y", 1, DONE, 5, 6);
        assertRight();
    }

    @Test
    void readsMayNotGoBackEvenDuringTheWrite() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(SET_DATA, "y", -1, DONE, 2, 10);
        op(READ, "y", 1, DONE, 3, 4);
        op(READ, "x", 0, DONE, 5, 6);
        assertWrong();
    }

    @Test
    void aStaleReadIsCaught() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(SET_DATA, "y", -1, DONE, 2, 3);
        op(READ, "x", 0, DONE, 4, 5);
        assertWrong();
    }

    @Test
    void aLostWriteIsCaught() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(READ, null, 0, NO_NODE, 2, 3);
        assertWrong();
    }

    @Test
    void twoSuccessfulWritesOfOneVersionAreCaught() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(SET_DATA, "y", 0, DONE, 2, 10);
        op(SET_DATA, "z", 0, DONE, 3, 9);
        assertWrong();
    }

    @Test
    void twoCreatorsAreCaughtUnlessADeleteLiesBetween() {
        op(CREATE, "x", -1, DONE, 0, 10);
        op(CREATE, "y", -1, DONE, 1, 11);
        assertWrong();
        op(DELETE, null, -1, DONE, 2, 9);
        assertRight();
    }

    @Test
    void readOfAValueThatNobodyWroteIsCaught() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(READ, "never written", 0, DONE, 2, 3);
        assertWrong();
    }

    @Test
    void unexplainedRefusalIsCaught() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(SET_DATA, "y", 0, BAD_VERSION, 2, 3);
        assertWrong();
    }

    @Test
    void unansweredWriteMayHappenLateOrNever() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(SET_DATA, "y", -1, UNKNOWN, 2, NEVER);
        op(READ, "x", 0, DONE, 100, 101);
        assertRight();
        op(READ, "y", 1, DONE, 102, 103);
        assertRight();
        op(READ, "x", 0, DONE, 104, 105);
        assertWrong();
    }

    @Test
    void unansweredWriteHappensAtMostOnce() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(SET_DATA, "y", -1, UNKNOWN, 2, NEVER);
        op(SET_DATA, "z", -1, DONE, 3, 4);
        op(READ, "y", 3, DONE, 5, 6);
        assertWrong();
    }

    @Test
    void unansweredWriteDoesNotHappenAfterItsDeadline() {
        op(CREATE, "x", -1, DONE, 0, 1);
        op(SET_DATA, "y", -1, UNKNOWN, 2, 50);
        op(READ, "x", 0, DONE, 60, 61);
        assertRight();
        op(READ, "y", 1, DONE, 62, 63);
        assertWrong();
    }

    @Test
    void eachZnodeIsCheckedSeparately() {
        op(CREATE, "x", -1, DONE, 0, 1);
        history.add(new Operation("c", "/b", READ, null, 0, NO_NODE, 2, 3));
        assertRight();
        history.add(new Operation("c", "/b", READ, "x", 0, DONE, 4, 5));
        assertWrong();
    }

    @Test
    void aChangedAnswerIsCaughtInLongHistories() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Operation> right = randomHistory(random);
            assertThat(Linearizability.violation(right)).as("seed " + seed).isNull();
            List<Operation> wrong = new ArrayList<>(right);
            int at = lastRead(wrong);
            Operation read = wrong.get(at);
            wrong.set(
                    at,
                    new Operation(
                            read.client(), read.path(), READ, "planted", 0, DONE, read.invoked(), read.returned()));
            assertThat(Linearizability.violation(wrong)).as("seed " + seed).isNotNull();
        }
    }

    private static int lastRead(List<Operation> history) {
        int at = history.size() - 1;
        while (history.get(at).kind() != READ) {
            at--;
        }
        return at;
    }

    // Takes effect at a drawn moment; call and return are drawn around it, so operations overlap.
    private static List<Operation> randomHistory(Random random) {
        Register register = Register.ABSENT;
        List<Operation> operations = new ArrayList<>();
        TreeMap<Integer, Long> busyUntil = new TreeMap<>();
        for (int i = 1; i <= 200; i++) {
            long moment = i * 100L;
            int client = random.nextInt(6);
            if (busyUntil.getOrDefault(client, 0L) >= moment) {
                continue;
            }
            long invoked = Math.max(busyUntil.getOrDefault(client, 0L) + 1, moment - random.nextInt(400));
            long returned = moment + random.nextInt(400);
            busyUntil.put(client, returned);
            Operation.Kind kind = Operation.Kind.values()[random.nextInt(4)];
            int expected = random.nextBoolean() ? -1 : register.version();
            Operation operation = answered(register, "c" + client, kind, "d" + i, expected, invoked, returned);
            register = register.after(operation);
            operations.add(operation);
        }
        operations.add(answered(register, "c9", READ, null, 0, 1_000_000, 1_000_001));
        return operations;
    }

    private static Operation answered(
            Register now, String client, Operation.Kind kind, String data, int version, long invoked, long returned) {
        if (kind == READ) {
            Operation.Result result = now.exists() ? DONE : NO_NODE;
            return new Operation(client, "/a", READ, now.data(), now.version(), result, invoked, returned);
        }
        for (Operation.Result result : Operation.Result.values()) {
            Operation operation = new Operation(client, "/a", kind, data, version, result, invoked, returned);
            if (!operation.isInDoubt() && now.after(operation) != null) {
                return operation;
            }
        }
        throw new IllegalStateException();
    }
}
