// SPDX-License-Identifier: Apache-2.0
/**
 * The jute primitives over a {@link io.netty.buffer.ByteBuf}: big-endian, without tags.
 *
 * <p>Door: {@link JuteReader}, {@link JuteWriter}. A reader or writer belongs to the thread that owns its buffer.
 * Sees: nothing.
 * Invariant: the reader checks every length before it takes memory. It ends in a value or in {@link MalformedFrame},
 * whatever the bytes are.
 */
package io.paddock.protocol.jute;
