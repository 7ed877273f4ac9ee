// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

/**
 * A path that is watched for data.
 *
 * @param sessionIds the sessions that watch it
 */
public record WatchedPathFacts(String path, long[] sessionIds) {}
