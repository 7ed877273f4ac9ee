// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

/**
 * How much is watched for data.
 *
 * @param connections connections with at least one watch
 * @param paths distinct paths
 * @param watches pairs of path and connection
 */
public record WatchSummary(long connections, long paths, long watches) {}
