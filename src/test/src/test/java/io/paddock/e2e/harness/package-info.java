// SPDX-License-Identifier: Apache-2.0
/**
 * What the end-to-end tests stand on: servers as processes, raw sockets, and stock client sessions.
 *
 * <p>Door: {@code SharedServer} for a class's one server, {@code ServerProcess} for a server of a test's own, {@code Wire}
 * for bytes, {@code ClientSession} for Apache's client. The server under test is Paddock's distribution, or Apache's own
 * server with {@code -De2e.server=apache}, which is how the tests themselves are checked. Everything listens on loopback,
 * lives under {@code target/e2e} and ends with the test class that started it.
 */
package io.paddock.e2e.harness;
