// SPDX-License-Identifier: Apache-2.0
/**
 * The words all else is written in: bytes to immutable values and back, for clients, members and the log.
 *
 * <p>Door: {@link io.paddock.protocol.ErrorCode}, {@link io.paddock.protocol.OpCode}, {@link io.paddock.protocol.Zxid},
 * {@link io.paddock.protocol.Payload}.
 * Sees nothing of ours. No I/O, no state, no threads.
 */
package io.paddock.protocol;
