// SPDX-License-Identifier: Apache-2.0
/**
 * {@code zoo.cfg} and {@code -D} properties in, one immutable {@link io.paddock.server.config.ServerConfig} out, read once at start;
 * and the files beside zoo.cfg that hold an ensemble's members as they change.
 *
 * <p>Door: {@link io.paddock.server.config.ConfigReader}, {@link io.paddock.server.config.DynamicConfigFiles} for the log thread of a member. Sees the names of storage's choices, what members call each other and what agreement wants to be told. Runs on the thread that starts the server. The only
 * package that looks at system properties. Invariant: a value that is understood is either in force or refused with file, line, key and
 * what is allowed; two settings that contradict each other about members or data are refused with both lines; a key that has no effect is named in {@link io.paddock.server.config.ServerConfig#warnings}.
 */
package io.paddock.server.config;
