// SPDX-License-Identifier: Apache-2.0
/**
 * Request frames as ready-made bytes. Door: {@link io.paddock.bench.wire.Frames}, {@link
 * io.paddock.bench.wire.FrameTemplate}.
 *
 * <p>Sees nothing of ours: a load generator that shared the server's codec would share its mistakes.
 */
package io.paddock.bench.wire;
