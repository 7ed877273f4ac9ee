// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.storage.tree.InvalidTree;
import io.paddock.storage.tree.TreeLoader;
import io.paddock.storage.tree.ZnodeTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads one snapshot file. Any damage, even of one bit, causes an {@link IOException}. A failed attempt
 * leaves nothing anywhere.
 *
 * <p>A second thread reads, decompresses and checksums ahead. The caller's thread decodes and builds the
 * tree.
 */
public final class SnapshotReader {
    private static final int STREAM_BUFFER_BYTES = 1 << 16;
    private static final int TRAILER_BYTES_MAX = 1 << 12;

    private final SealedInput in;
    private final TreeLoader loader;

    /**
     * What a snapshot file holds.
     *
     * @param tree the tree at the zxid in the file's name, possibly mixed with txns that came while the file
     *   was written
     * @param lastZxid the zxid in the last section, 0 without that section; a start uses the file's name
     *   instead
     */
    public record Loaded(ZnodeTree tree, long lastZxid) {}

    private SnapshotReader(SealedInput in, boolean digestEnabled) {
        this.in = in;
        this.loader = new TreeLoader(digestEnabled);
    }

    /**
     * Reads a file.
     *
     * @param zxid the tree's last zxid, from the file's name
     * @throws IOException when the file is not a whole, undamaged snapshot, or cannot be read
     */
    public static Loaded read(Path file, long zxid, boolean digestEnabled) throws IOException {
        try (ReadAhead ahead = new ReadAhead(open(file))) {
            return new SnapshotReader(new SealedInput(ahead), digestEnabled).read(zxid);
        } catch (InvalidTree e) {
            throw new BadSnapshot(e.getMessage(), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            return switch (Compression.ofFile(file.getFileName().toString())) {
                case NONE -> raw;
                case GZ -> new GZIPInputStream(raw, STREAM_BUFFER_BYTES);
                case SNAPPY -> new SnappyChunks(new BufferedInputStream(raw, STREAM_BUFFER_BYTES));
            };
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private Loaded read(long zxid) throws IOException {
        readHeader();
        readSessions();
        readAcls();
        readZnodes();
        in.checkSeal();
        return readTrailingSections(zxid);
    }

    private void readHeader() throws IOException {
        int magic = in.readInt();
        if (magic != SnapshotFormat.MAGIC) {
            throw new BadSnapshot("mismatching magic headers " + magic + " !=  " + SnapshotFormat.MAGIC);
        }
        in.readInt(); // ZooKeeper has never used version or database id.
        in.readLong();
    }

    private void readSessions() throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            loader.session(in.readLong(), in.readInt());
        }
    }

    private void readAcls() throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            loader.acl(in.readLong(), readAclList());
        }
    }

    private List<Acl> readAclList() throws IOException {
        int count = in.readInt();
        if (count == -1) {
            throw new BadSnapshot("an ACL id without a list");
        }
        List<Acl> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(new Acl(in.readInt(), new Id(in.readString(), in.readString())));
        }
        return list;
    }

    private void readZnodes() throws IOException {
        for (int pathLength = in.lengthAhead(0); !isEnd(pathLength); pathLength = in.lengthAhead(0)) {
            if (pathLength < 0) {
                throw new BadSnapshot("a znode without a path");
            }
            int dataLength = in.lengthAhead(4 + pathLength);
            int dataBytes = Math.max(dataLength, 0);
            // From here on, the bytes do not move.
            in.need(8 + pathLength + dataBytes + SnapshotFormat.ZNODE_FIXED_BYTES);
            in.skip(4);
            int path = in.skip(pathLength);
            in.skip(4);
            int data = in.skip(dataBytes);
            long aclId = in.readLong();
            long czxid = in.readLong();
            long mzxid = in.readLong();
            long ctime = in.readLong();
            long mtime = in.readLong();
            int version = in.readInt();
            int creates = in.readInt();
            int aversion = in.readInt();
            long owner = in.readLong();
            long pzxid = in.readLong();
            loader.node(
                    in.bytes(),
                    path,
                    pathLength,
                    data,
                    dataLength,
                    aclId,
                    czxid,
                    mzxid,
                    ctime,
                    mtime,
                    version,
                    creates,
                    aversion,
                    owner,
                    pzxid);
        }
    }

    /** Takes the path that ends the znodes, if it is next. */
    private boolean isEnd(int pathLength) throws IOException {
        if (pathLength != SnapshotFormat.END.length()) {
            return false;
        }
        in.need(4 + pathLength);
        boolean end = in.bytes()[in.position() + 4] == SnapshotFormat.END.charAt(0);
        if (end) {
            in.skip(4 + pathLength);
        }
        return end;
    }

    /**
     * Reads the last sections. The number of bytes left decides which sections follow, not this server's
     * configuration.
     */
    private Loaded readTrailingSections(long zxid) throws IOException {
        long lastZxid = 0;
        int left = in.remainingUpTo(TRAILER_BYTES_MAX);
        if (left > SnapshotFormat.LAST_ZXID_SECTION_BYTES) {
            readDigest();
            in.checkSeal();
            left = in.remainingUpTo(TRAILER_BYTES_MAX);
        }
        if (left == SnapshotFormat.LAST_ZXID_SECTION_BYTES) {
            lastZxid = in.readLong();
            in.checkSeal();
            left = 0;
        }
        if (left != 0) {
            throw new BadSnapshot(left + " bytes behind the last section");
        }
        return new Loaded(loader.finish(zxid), lastZxid);
    }

    /** Reads the digest. Old digests are text, and their computation is useless today. */
    private void readDigest() throws IOException {
        long zxid = in.readLong();
        int version = in.readInt();
        if (version < SnapshotFormat.DIGEST_VERSION) {
            in.readString();
            return;
        }
        long value = in.readLong();
        if (version == SnapshotFormat.DIGEST_VERSION) {
            loader.digest(zxid, value);
        }
    }
}
