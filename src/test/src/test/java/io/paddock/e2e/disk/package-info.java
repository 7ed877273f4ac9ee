// SPDX-License-Identifier: Apache-2.0
/**
 * One data directory, two servers: each starts from what the other wrote, up to the moment it was killed, and shows the same.
 *
 * <p>Histories are the random programs of {@code differential}, played without tidying up. {@code Contents} is what a client with
 * all rights sees of a tree.
 */
package io.paddock.e2e.disk;
