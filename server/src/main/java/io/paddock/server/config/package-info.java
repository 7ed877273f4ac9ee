// SPDX-License-Identifier: Apache-2.0
/**
 * Configuration: {@code zoo.cfg} and {@code -D} properties, read once at start into one immutable {@link
 * ServerConfig}.
 *
 * <p>Door: {@link ConfigReader}; {@link DynamicConfigFiles}, with which the log thread of a member stores a
 * reconfiguration.
 * Sees: protocol.jute, protocol.quorum, storage.disk, storage.snapshot, zab.door.
 * Runs on the thread that starts the server. No other package reads system properties. Invariant: a value is in force,
 * or it is refused with file, line, key and what is allowed. Two settings that contradict each other about members or
 * data are refused with both lines. A key without effect is named in {@link
 * ServerConfig#warnings}.
 */
package io.paddock.server.config;
