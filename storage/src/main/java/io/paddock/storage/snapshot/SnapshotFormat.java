// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

/** Numbers of the snapshot layout. */
final class SnapshotFormat {
    /** "ZKSN". */
    static final int MAGIC = 0x5a4b534e;

    static final int VERSION = 2;
    static final long DATABASE_ID = -1;

    /** A path that no znode has. It marks the end of the znodes, and of each seal. */
    static final String END = "/";

    /** The part of a znode's record after its data: ACL id and stat. */
    static final int ZNODE_FIXED_BYTES = 68;

    /** Checksum, then {@link #END}. */
    static final int SEAL_BYTES = 13;

    /** Last zxid and its seal. */
    static final int LAST_ZXID_SECTION_BYTES = 8 + SEAL_BYTES;

    /** A digest of this version is a long; older ones are text. */
    static final int DIGEST_VERSION = 2;

    private SnapshotFormat() {}
}
