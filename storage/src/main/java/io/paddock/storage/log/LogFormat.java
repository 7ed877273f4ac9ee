// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

/** Numbers of the log file layout: a header, then records of checksum, length, payload and end byte, then zeros. */
final class LogFormat {
    /** "ZKLG". */
    static final int MAGIC = 0x5a4b4c47;

    static final int VERSION = 2;
    static final int HEADER_BYTES = 16;

    /** Checksum (long) and length (int), before the payload. */
    static final int RECORD_PREFIX_BYTES = 12;

    /** Where the zxid is in the payload: after session id and cxid. */
    static final int ZXID_OFFSET = 12;

    /** Follows each payload: "B". */
    static final byte END_OF_RECORD = 0x42;

    private LogFormat() {}
}
