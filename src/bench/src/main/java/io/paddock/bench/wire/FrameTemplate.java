// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.wire;

import io.netty.buffer.ByteBuf;

/**
 * A whole request frame, encoded once. To send it, this class overwrites the xid and the decimal digits of
 * the numbers in its paths.
 *
 * <p>One event loop owns it, because the bytes are overwritten in place and then copied.
 */
public final class FrameTemplate {
    private static final int XID_OFFSET = 4;

    private final byte[] frame;
    private final Number[] numbers;

    FrameTemplate(byte[] frame, Number[] numbers) {
        this.frame = frame;
        this.numbers = numbers;
    }

    /** Where a path holds digits, and which: {@code number / divisor + addend}, zero-padded to {@code digits}. */
    record Number(int offset, int digits, long divisor, int addend) {}

    /** Length of every frame made from this, in bytes, its length field included. */
    public int length() {
        return frame.length;
    }

    /**
     * Appends the frame for {@code number}. It must not be negative, nor have more digits than the path has
     * room for.
     */
    public void appendTo(ByteBuf out, int xid, long number) {
        frame[XID_OFFSET] = (byte) (xid >>> 24);
        frame[XID_OFFSET + 1] = (byte) (xid >>> 16);
        frame[XID_OFFSET + 2] = (byte) (xid >>> 8);
        frame[XID_OFFSET + 3] = (byte) xid;
        for (Number place : numbers) {
            long rest = place.divisor == 1 ? number : number / place.divisor;
            rest += place.addend;
            for (int at = place.offset + place.digits - 1; at >= place.offset; at--) {
                long tens = rest / 10;
                frame[at] = (byte) ('0' + (rest - tens * 10));
                rest = tens;
            }
        }
        out.writeBytes(frame);
    }
}
