// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes from clients, members and the log, as immutable values, and back.
 *
 * <p>Door: {@link ErrorCode}, {@link OpCode}, {@link Zxid}, {@link Payload}. These words are used by every other
 * package.
 * Sees: nothing.
 * No I/O, no state, no threads.
 */
package io.paddock.protocol;
