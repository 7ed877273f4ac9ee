// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

/** One path and the sessions that watch it. */
public record WatchedBy(String path, long[] sessionIds) {}
