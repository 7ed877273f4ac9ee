// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The one server that all tests of a class talk to; each test keeps to a subtree of its own.
 *
 * <p>Register it with {@code @RegisterExtension static final SharedServer SERVER = SharedServer.with(…)}. The log of the server is
 * shown under each test that fails.
 */
public final class SharedServer implements BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler {
    private final ServerOptions options;
    private ServerProcess server;

    private SharedServer(ServerOptions options) {
        this.options = options;
    }

    /** A server to be started before the first test of the class and ended after the last. */
    public static SharedServer with(ServerOptions options) {
        return new SharedServer(options);
    }

    /** The running process. */
    public ServerProcess process() {
        return server;
    }

    public int port() {
        return server.port();
    }

    public String connectString() {
        return server.connectString();
    }

    /** A new session of Apache's client, connected. */
    public ClientSession connect() {
        return server.connect();
    }

    /** A new raw connection, without a session. */
    public Wire wire() {
        return server.wire();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = ServerProcess.start(options);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        failure.addSuppressed(new ServerLog(server.logTail()));
        throw failure;
    }

    /** Carries the log into the failure's stack trace. */
    private static final class ServerLog extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ServerLog(String tail) {
            super("the server's log ends with:\n" + tail, null, false, false);
        }
    }
}
