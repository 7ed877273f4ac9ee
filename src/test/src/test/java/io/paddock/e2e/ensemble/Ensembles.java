// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** The ensembles of one test: ended with it, and their logs shown when it fails. Register with {@code @RegisterExtension}, not static. */
public final class Ensembles implements AfterEachCallback, TestExecutionExceptionHandler {
    private final List<Ensemble> open = new ArrayList<>();

    /** An ensemble none of whose members runs yet. */
    public Ensemble prepare(EnsembleOptions options) {
        Ensemble ensemble = new Ensemble(options);
        open.add(ensemble);
        return ensemble;
    }

    /** An ensemble all of whose members serve. */
    public Ensemble start(EnsembleOptions options) {
        Ensemble ensemble = prepare(options).startAll();
        ensemble.awaitServing();
        return ensemble;
    }

    /** The same, led by this member. */
    public Ensemble startLedBy(int leader, EnsembleOptions options) {
        Ensemble ensemble = prepare(options);
        ensemble.elect(leader);
        ensemble.startAll().awaitServing();
        return ensemble;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        open.forEach(Ensemble::close);
        open.clear();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        open.forEach(ensemble -> failure.addSuppressed(new Logs(ensemble.logs())));
        throw failure;
    }

    /** Carries logs into the failure's stack trace. */
    private static final class Logs extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Logs(String text) {
            super(text, null, false, false);
        }
    }
}
