// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.jute.Acl;
import io.paddock.storage.tree.NodeDigest;
import io.paddock.storage.tree.NodeKind;
import io.paddock.storage.tree.Znode;
import java.util.List;

/**
 * A znode as it will be once all prepared txns are applied. Immutable: every change makes another object.
 *
 * <p>Data that no pending txn changes stays in the tree's znode. It is copied only to compute the digest of a
 * changed znode.
 */
final class PendingZnode {
    private static final long NOT_COMPUTED = -1;

    private final String path;
    private final boolean exists;
    private final Znode dataIn;
    private final byte[] data;
    private final List<Acl> acl;
    private final long czxid;
    private final long mzxid;
    private final long pzxid;
    private final long ctime;
    private final long mtime;
    private final int version;
    private final int creates;
    private final int aversion;
    private final long owner;
    private final int numChildren;
    /** The tree's znode, while no pending txn changes it. */
    private final Znode current;

    private long digest = NOT_COMPUTED;

    private PendingZnode(Builder from) {
        current = from.current;
        path = from.path;
        exists = from.exists;
        dataIn = from.dataIn;
        data = from.data;
        acl = from.acl;
        czxid = from.czxid;
        mzxid = from.mzxid;
        pzxid = from.pzxid;
        ctime = from.ctime;
        mtime = from.mtime;
        version = from.version;
        creates = from.creates;
        aversion = from.aversion;
        owner = from.owner;
        numChildren = from.numChildren;
    }

    /** The tree's present state of this znode, without pending changes. */
    static PendingZnode of(String path, Znode znode) {
        Builder b = new Builder();
        b.path = path;
        b.exists = true;
        b.dataIn = znode;
        b.current = znode;
        b.acl = znode.acl();
        b.czxid = znode.czxid();
        b.mzxid = znode.mzxid();
        b.pzxid = znode.pzxid();
        b.ctime = znode.ctime();
        b.mtime = znode.mtime();
        b.version = znode.version();
        b.creates = znode.creates();
        b.aversion = znode.aversion();
        b.owner = znode.owner();
        b.numChildren = znode.numChildren();
        return new PendingZnode(b);
    }

    static PendingZnode created(String path, byte[] data, List<Acl> acl, long owner, long zxid, long timeMillis) {
        Builder b = new Builder();
        b.path = path;
        b.exists = true;
        b.data = data;
        b.acl = acl;
        b.czxid = zxid;
        b.mzxid = zxid;
        b.pzxid = zxid;
        b.ctime = timeMillis;
        b.mtime = timeMillis;
        b.owner = owner;
        return new PendingZnode(b);
    }

    PendingZnode withChildCreated(long zxid) {
        Builder b = new Builder(this);
        b.creates = creates + 1;
        b.numChildren = numChildren + 1;
        // As in the tree: the zxid of a created child becomes the pzxid only if the count of created children
        // grows.
        b.pzxid = b.creates > creates ? zxid : pzxid;
        b.creates = Math.max(b.creates, creates);
        return new PendingZnode(b);
    }

    PendingZnode withChildDeleted(long zxid) {
        Builder b = new Builder(this);
        b.numChildren = numChildren - 1;
        b.pzxid = Math.max(pzxid, zxid);
        return new PendingZnode(b);
    }

    PendingZnode withData(byte[] newData, long zxid, long timeMillis) {
        return withData(newData, version + 1, zxid, timeMillis);
    }

    PendingZnode withData(byte[] newData, int newVersion, long zxid, long timeMillis) {
        Builder b = new Builder(this);
        b.dataIn = null;
        b.data = newData;
        b.version = newVersion;
        b.mzxid = zxid;
        b.mtime = timeMillis;
        return new PendingZnode(b);
    }

    PendingZnode withAcl(List<Acl> newAcl) {
        Builder b = new Builder(this);
        b.acl = newAcl;
        b.aversion = aversion + 1;
        return new PendingZnode(b);
    }

    PendingZnode deleted() {
        Builder b = new Builder(this);
        b.exists = false;
        b.dataIn = null;
        b.data = null;
        return new PendingZnode(b);
    }

    /** @return the znode's part of the tree's digest */
    long digest(NodeDigest digests) {
        if (digest == NOT_COMPUTED) {
            digest = exists ? compute(digests) : 0;
        }
        return digest;
    }

    private long compute(NodeDigest digests) {
        if (current != null) {
            return digests.of(path, current);
        }
        return digests.of(
                path.length() == 1 ? "" : path,
                data(),
                czxid,
                mzxid,
                pzxid,
                ctime,
                mtime,
                version,
                creates,
                aversion,
                owner);
    }

    String path() {
        return path;
    }

    boolean exists() {
        return exists;
    }

    byte[] data() {
        return dataIn != null ? dataIn.data() : data;
    }

    int dataLength() {
        if (dataIn != null) {
            return dataIn.dataLength();
        }
        return data == null ? 0 : data.length;
    }

    List<Acl> acl() {
        return acl;
    }

    int version() {
        return version;
    }

    int aversion() {
        return aversion;
    }

    int creates() {
        return creates;
    }

    int numChildren() {
        return numChildren;
    }

    long owner() {
        return owner;
    }

    /**
     * @return whether the server may remove it once it has no children: a container, or a TTL znode that was
     *     left unused for its time
     */
    boolean isReapable(long nowMillis) {
        return switch (NodeKind.of(owner)) {
            case CONTAINER -> true;
            case TTL -> nowMillis - mtime > NodeKind.ttlMillis(owner);
            case PERSISTENT, EPHEMERAL -> false;
        };
    }

    boolean isEphemeral() {
        return NodeKind.of(owner) == NodeKind.EPHEMERAL;
    }

    private static final class Builder {
        private String path;
        private boolean exists;
        private Znode dataIn;
        private Znode current;
        private byte[] data;
        private List<Acl> acl;
        private long czxid;
        private long mzxid;
        private long pzxid;
        private long ctime;
        private long mtime;
        private int version;
        private int creates;
        private int aversion;
        private long owner;
        private int numChildren;

        Builder() {}

        Builder(PendingZnode from) {
            path = from.path;
            exists = from.exists;
            dataIn = from.dataIn;
            data = from.data;
            acl = from.acl;
            czxid = from.czxid;
            mzxid = from.mzxid;
            pzxid = from.pzxid;
            ctime = from.ctime;
            mtime = from.mtime;
            version = from.version;
            creates = from.creates;
            aversion = from.aversion;
            owner = from.owner;
            numChildren = from.numChildren;
        }
    }
}
