// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

/**
 * How often a port's host names are looked up.
 *
 * @param lookMillis between two lookups; the JVM's own cache decides how often the name service is asked
 * @param releaseMillis how long an address stays open after the last name lost it
 */
public record Pace(long lookMillis, long releaseMillis) {
    public static final Pace USUAL = new Pace(10_000, 600_000);
}
