// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

/**
 * A parent whose sequence numbers come near their end.
 *
 * @param created how many children were created below it, which is also its next sequence number
 */
public record SequenceFacts(String path, int created) {}
