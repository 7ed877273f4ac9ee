// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** The one ensemble of all tests of a class. Register with {@code @RegisterExtension static final}. */
public final class SharedEnsemble implements BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler {
    private final EnsembleOptions options;
    private final Ensembles ensembles = new Ensembles();
    private Ensemble ensemble;

    private SharedEnsemble(EnsembleOptions options) {
        this.options = options;
    }

    /** An ensemble to be started before the first test of the class and ended after the last. */
    public static SharedEnsemble with(EnsembleOptions options) {
        return new SharedEnsemble(options);
    }

    /** The ensemble; all its members have served once. */
    public Ensemble ensemble() {
        return ensemble;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ensemble = ensembles.start(options);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ensembles.afterEach(context);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        ensembles.handleTestExecutionException(context, failure);
    }
}
