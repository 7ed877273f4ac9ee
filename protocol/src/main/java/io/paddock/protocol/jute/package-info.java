// SPDX-License-Identifier: Apache-2.0
/**
 * The jute primitives over a {@link io.netty.buffer.ByteBuf}: big-endian, no tags, every length checked before memory is taken.
 *
 * <p>Door: {@link io.paddock.protocol.jute.JuteReader}, {@link io.paddock.protocol.jute.JuteWriter}. Confined to the thread that owns the
 * buffer. Invariant: whatever the bytes, reading ends in a value or in {@link io.paddock.protocol.jute.MalformedFrame}.
 */
package io.paddock.protocol.jute;
