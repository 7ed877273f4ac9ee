// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

/**
 * What a reader can find where a record of a log file should start. The cases are tested in this order, and
 * the first that fits decides. The table is the same as Apache ZooKeeper's, except for the row marked as
 * ours.
 *
 * <p>A torn write ends a file: zeros or nothing where bytes should be. A record that is complete but wrong is
 * never skipped.
 */
public enum RecordCase {
    /** Fewer bytes are left than checksum and length take: the end, or a torn write. */
    END_INSIDE_PREFIX(Verdict.END_OF_FILE, true),
    /** Length 0, with any checksum: the zeros of a preallocated file. */
    ZERO_LENGTH(Verdict.END_OF_FILE, false),
    /** Length below 0: no writer writes this. */
    NEGATIVE_LENGTH(Verdict.REFUSE, true),
    /**
     * Ours: a length over the limit is refused only if no whole record with the right checksum is there.
     * ZooKeeper always refuses it, and so could not start after the limit was lowered.
     */
    LENGTH_OVER_LIMIT(Verdict.REFUSE, true),
    /** The file ends inside payload or end byte: a torn write. */
    END_INSIDE_RECORD(Verdict.END_OF_FILE, true),
    /**
     * The byte after the payload is not the end byte: a torn write over zeros. The checksum does not matter.
     */
    NO_END_BYTE(Verdict.END_OF_FILE, true),
    /** The record is complete, but some bit is wrong. This holds for the very last record too. */
    WRONG_CHECKSUM(Verdict.REFUSE, true),
    /**
     * The checksum is right, but the type is never logged: the file comes from a newer server, or is not a
     * log.
     */
    UNKNOWN_TYPE(Verdict.REFUSE, true),
    /** The checksum is right, but the payload is shorter than its type needs. */
    SHORT_PAYLOAD(Verdict.END_OF_FILE, true),
    /** A record. */
    RECORD(Verdict.RECORD, false);

    /** What to do about it. */
    public enum Verdict {
        /** Use it. */
        RECORD,
        /**
         * Nothing more is read from this file. The caller checks whether the next file continues where this
         * one ends.
         */
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

    /**
     * @return whether this is worth a warning if any bytes are left: it is more than the ordinary end of a
     *   file
     */
    public boolean isSuspect() {
        return suspect;
    }
}
