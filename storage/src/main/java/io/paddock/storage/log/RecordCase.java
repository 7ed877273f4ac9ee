// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

/**
 * What can be found where a record of a log file should start, in the order in which it is looked for; the first that fits decides. The same
 * table as Apache ZooKeeper's, but for the row marked as ours.
 *
 * <p>A torn write is the end of a file: zeros or nothing where bytes should be. A record that is all there but wrong is never skipped.
 */
public enum RecordCase {
    /** Fewer bytes left than checksum and length take: the end, or a torn write. */
    END_INSIDE_PREFIX(Verdict.END_OF_FILE, true),
    /** Length 0, whatever the checksum field says: the zeros a file grows by. */
    ZERO_LENGTH(Verdict.END_OF_FILE, false),
    /** Length below 0: no writer ever wrote this. */
    NEGATIVE_LENGTH(Verdict.REFUSE, true),
    /**
     * Ours: a length over the limit is refused only where no whole record with the right checksum follows. ZooKeeper refuses both, and so could
     * no longer start after the limit was lowered.
     */
    LENGTH_OVER_LIMIT(Verdict.REFUSE, true),
    /** The file ends inside payload or end byte: a torn write. */
    END_INSIDE_RECORD(Verdict.END_OF_FILE, true),
    /** Another byte than the end byte behind the payload: a torn write over zeros. The checksum does not matter. */
    NO_END_BYTE(Verdict.END_OF_FILE, true),
    /** All there, but some bit is wrong; also in the very last record. */
    WRONG_CHECKSUM(Verdict.REFUSE, true),
    /** The right bytes, but of a type that is never logged: from a newer server, or not a log. */
    UNKNOWN_TYPE(Verdict.REFUSE, true),
    /** The right bytes, but fewer than the type needs. */
    SHORT_PAYLOAD(Verdict.END_OF_FILE, true),
    /** A record. */
    RECORD(Verdict.RECORD, false);

    /** What to do about it. */
    public enum Verdict {
        /** Use it. */
        RECORD,
        /** Nothing more is read from this file; whether the next file continues where this one ends is for the caller to see. */
        END_OF_FILE,
        /** The log is damaged. */
        REFUSE
    }

    private final Verdict verdict;
    private final boolean suspect;

    RecordCase(Verdict verdict, boolean suspect) {
        this.verdict = verdict;
        this.suspect = suspect;
    }

    public Verdict verdict() {
        return verdict;
    }

    /** @return whether this is more than the ordinary end of a file, if bytes are left at all: worth a warning */
    public boolean isSuspect() {
        return suspect;
    }
}
