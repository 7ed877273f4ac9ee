// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All znodes, sessions and ACLs, as of one zxid.
 *
 * <p>Readers stay inside a {@link TreeGate.ReadSlot} of {@link #gate} while they use anything they got from
 * here. The writer is one thread, inside {@link TreeGate#lockAll}. It may read at any time. The paths "" and
 * "/" mean the root. No znode has a malformed path.
 */
public final class ZnodeTree {
    /** Receives each session that owns ephemeral znodes. */
    public interface OwnerVisitor {
        /** @param paths full paths, a copy in no order */
        void visit(long sessionId, Collection<String> paths);
    }

    private static final String ZOOKEEPER = "/zookeeper";
    private static final String CONFIG = ZOOKEEPER + "/config";

    private final TreeGate gate = new TreeGate();
    private final QuotaUsage quotas = new QuotaUsage(this);
    private final TxnApplier applier = new TxnApplier(this);
    private TreeContent content = new TreeContent();
    private AclTable acls = new AclTable();
    private OwnerTable owners = new OwnerTable();
    private SequenceEnds sequenceEnds = new SequenceEnds();
    private Map<Long, Integer> sessions = new ConcurrentHashMap<>();
    private TreeDigest digest;
    private Znode root;
    private int znodes;
    private long pathAndDataBytes;
    private long lastZxid;
    /**
     * The newest creation in the snapshot that was loaded. In a fuzzy snapshot it may be after
     * {@link #lastZxid}.
     */
    private long newestLoaded;

    /** The tree of a server that starts for the first time. */
    public ZnodeTree() {
        this(true);
    }

    /**
     * The tree of a server that starts for the first time.
     *
     * @param digestEnabled whether to keep the digest
     */
    public ZnodeTree(boolean digestEnabled) {
        this(new TreeDigest(digestEnabled));
        byte[] empty = {};
        addRoot(new Znode("", 0, empty, acls.acquire(null), null, 0, 0));
        add("/zookeeper", new Znode(ZOOKEEPER, 1, empty, acls.acquire(null), null, 0, 0), root);
        Znode zookeeper = find(ZOOKEEPER);
        add(QuotaUsage.ROOT, new Znode(QuotaUsage.ROOT, 11, empty, acls.acquire(null), null, 0, 0), zookeeper);
        Znode config = new Znode(CONFIG, 11, empty, acls.acquire(Acl.READ_ONLY), null, 0, 0);
        config.setAcl(config.aclEntry(), -1);
        add(CONFIG, config, zookeeper);
    }

    private ZnodeTree(TreeDigest digest) {
        this.digest = digest;
    }

    /** Creates a tree without any znode, for {@link TreeLoader}. */
    static ZnodeTree withoutRoot(boolean digestEnabled) {
        return new ZnodeTree(new TreeDigest(digestEnabled));
    }

    public TreeGate gate() {
        return gate;
    }

    // ---- reading

    /** @return the znode, or null without such a znode. Allocates nothing */
    public Znode find(String path) {
        return find(path, path.length());
    }

    /** @return the znode at the first {@code length} characters of {@code path}, or null */
    public Znode find(String path, int length) {
        if (length == 0) {
            return root;
        }
        if (path.charAt(0) != '/') {
            return null;
        }
        Znode znode = root;
        int from = 1;
        while (from < length && znode != null) {
            int to = from;
            while (to < length && path.charAt(to) != '/') {
                to++;
            }
            znode = znode.child(path, from, to);
            from = to + 1;
        }
        // A name is missing before a trailing slash. Only "/" alone is the root.
        return length > 1 && path.charAt(length - 1) == '/' ? null : znode;
    }

    /** @return the zxid of the last txn applied, 0 before the first */
    public long lastZxid() {
        return lastZxid;
    }

    /**
     * @return the number of znodes as Apache's {@code srvr} shows it, which counts the root twice: 5 in a fresh tree
     */
    public int nodeCount() {
        return znodes + 1;
    }

    /** @return the lengths of all paths and of all data; like Apache's {@code mntr}, 44 in a fresh tree */
    public long approximateDataBytes() {
        return pathAndDataBytes;
    }

    /** @return the digest of the tree, 0 when digests are disabled */
    public long digest() {
        return digest.value();
    }

    /** @return what has been recorded and found about digests */
    public TreeDigest digests() {
        return digest;
    }

    /**
     * @return how many znodes are below {@code path}, at any depth; 0 without such a znode. Visits them all,
     *   except for the root
     */
    public int allChildrenCount(String path) {
        Znode znode = find(path);
        if (znode == root) {
            return znodes - 1;
        }
        int[] count = new int[1];
        if (znode != null) {
            znode.forEachBelow(each -> count[0]++);
        }
        return count[0];
    }

    /**
     * @return negotiated timeouts in milliseconds, by session id. A read-only view; any thread may copy it at
     *   any time
     */
    public Map<Long, Integer> sessions() {
        return Collections.unmodifiableMap(sessions);
    }

    /** @return the full paths of a session's ephemeral znodes; a copy in no order, may be empty */
    public Collection<String> ephemerals(long sessionId) {
        Owner owner = owners.find(sessionId);
        return owner == null || owner.kind != NodeKind.EPHEMERAL ? List.of() : owner.paths();
    }

    /**
     * Passes each session that owns ephemeral znodes to the visitor, whether it is in {@link #sessions} or
     * not.
     */
    public void forEachEphemeralOwner(OwnerVisitor visitor) {
        owners.forEach(NodeKind.EPHEMERAL, each -> visitor.visit(each.id, each.paths()));
    }

    /** @return the sessions that own ephemeral znodes and are not in {@link #sessions} */
    public List<Long> deadOwners() {
        return owners.sessionsNotIn(sessions.keySet());
    }

    /** @return how many ephemeral znodes there are */
    public int ephemeralCount() {
        return owners.countOf(NodeKind.EPHEMERAL);
    }

    /** @return all containers, a copy */
    public Collection<Znode> containers() {
        return owners.znodesOf(NodeKind.CONTAINER);
    }

    /** @return all TTL znodes, a copy */
    public Collection<Znode> ttls() {
        return owners.znodesOf(NodeKind.TTL);
    }

    /** @return the parents whose sequence numbers come near their end */
    public SequenceEnds sequenceEnds() {
        return sequenceEnds;
    }

    /** @return the ACL lists in use */
    public AclTable aclTable() {
        return acls;
    }

    /** @return the deepest subtree under quota that {@code path} is in or is the root of, or null */
    public String quotaRootOf(String path) {
        int length = quotas.rootLength(path);
        return length == 0 ? null : path.substring(0, length);
    }

    /** @return the limits of a root from {@link #quotaRootOf}; {@link Quota#UNLIMITED} where it has none */
    public Quota quotaLimits(String root) {
        Znode limits = find(QuotaUsage.ROOT + root + "/" + QuotaUsage.LIMITS);
        return limits == null ? Quota.UNLIMITED : Quota.parse(limits.data());
    }

    /** @return the usage of a root from {@link #quotaRootOf}, as of the txns applied; null when nothing keeps it */
    public Quota quotaUsage(String root) {
        Znode stats = quotas.statsOf(root);
        return stats == null ? null : Quota.parse(stats.data());
    }

    /** @return a walk over the whole tree that may take many steps; it ends with {@link #content} */
    public TreeCursor cursor() {
        return new TreeCursor(this);
    }

    /** @return the present content, which {@link #adopt} and {@link #abandonWalks} end */
    public TreeContent content() {
        return content;
    }

    // ---- writing: the writer's thread only, inside lockAll

    /**
     * Applies a txn. It never throws because a znode is missing or exists already, since a replay over a
     * fuzzy snapshot meets both.
     *
     * @param digest the tree's digest after this txn as the record states it, or null
     * @param changes receives the changes before this method returns
     */
    public TxnResult apply(TxnHeader header, Txn txn, TxnDigest digest, ChangeListener changes) {
        TxnResult result = applier.apply(header, txn, changes);
        lastZxid = Math.max(lastZxid, header.zxid());
        this.digest.applied(header.zxid(), digest);
        return result;
    }

    /**
     * Writes the configuration into {@code /zookeeper/config}. This is no txn: each server does it for itself
     * (docs/protocol/members.md, Reconfiguration).
     *
     * @param version of the configuration, which becomes the mzxid; the znode's version stays -1
     */
    public void showEnsemble(byte[] text, long version, long timeMillis) {
        Znode config = find(CONFIG);
        if (config != null) {
            setData(CONFIG, config, text, -1, version, timeMillis);
        }
    }

    /**
     * Deletes the ephemeral znodes whose session is not in the table. A server that may decide this alone
     * calls it once, after recovery. No txn is logged, and the last zxid stays.
     *
     * @return the deleted paths
     */
    public List<String> deleteDeadEphemerals() {
        List<String> dead = new ArrayList<>();
        deadOwners().forEach(sessionId -> dead.addAll(ephemerals(sessionId)));
        Collections.sort(dead);
        applier.deleteAll(dead, lastZxid, ChangeListener.NONE);
        return dead;
    }

    /**
     * Takes over the content of {@code other}. All who refer to this tree then use the new state. The gate
     * stays. The cost does not depend on the size of the trees. Walks over the old content, and snapshots
     * that are being written from it, fail with {@link TreeReplaced}.
     *
     * @param other must not be used any more; no other thread may be reading it
     */
    public void adopt(ZnodeTree other) {
        if (other == this) {
            throw new IllegalArgumentException("a tree cannot adopt itself");
        }
        abandonWalks();
        acls = other.acls;
        owners = other.owners;
        sequenceEnds = other.sequenceEnds;
        sessions = other.sessions;
        digest = other.digest;
        root = other.root;
        znodes = other.znodes;
        pathAndDataBytes = other.pathAndDataBytes;
        lastZxid = other.lastZxid;
        newestLoaded = other.newestLoaded;
        // Two trees that change the same znodes would be noticed late. So make the other one fail at once.
        other.root = null;
        other.digest = null;
        other.abandonWalks();
    }

    /**
     * Makes every walk that has begun fail with {@link TreeReplaced}. Call it before the files on disk are
     * cut back or replaced. Otherwise a snapshot that is being written would appear among them later, and
     * bring back what was removed. Waits for a snapshot that is being renamed at this moment.
     */
    public void abandonWalks() {
        content.end();
        content = new TreeContent();
    }

    // ---- for the applier and the loader

    Znode root() {
        return root;
    }

    long newestCreation() {
        return Math.max(lastZxid, newestLoaded);
    }

    OwnerTable owners() {
        return owners;
    }

    QuotaUsage quotas() {
        return quotas;
    }

    Map<Long, Integer> sessionTable() {
        return sessions;
    }

    void addRoot(Znode znode) {
        root = znode;
        pathAndDataBytes++; // Apache counts the root under "/" too.
        added("", znode);
        noticeSequence(znode);
    }

    /** Adds a new znode to the tree and to all indexes. The caller updates the parent's counters. */
    void add(String path, Znode znode, Znode parent) {
        parent.attach(znode);
        added(path, znode);
    }

    private void added(String path, Znode znode) {
        counted(path.length(), znode);
        digest.with(path, path.length(), znode);
    }

    /**
     * Adds a znode from a snapshot, as {@link #add} does.
     *
     * @param path holds the znode's path, {@code length} bytes from {@code from} on
     * @param chars length of the path in characters
     * @param hash the hash of the znode's name
     */
    void load(byte[] path, int from, int length, int chars, Znode znode, int hash, Znode parent) {
        parent.attach(znode, hash);
        counted(chars, znode);
        noticeSequence(znode);
        digest.with(path, from, length, znode);
    }

    private void noticeSequence(Znode parent) {
        if (parent.creates() >= SequenceEnds.NEAR) {
            sequenceEnds.near(parent);
        }
    }

    private void counted(int pathLength, Znode znode) {
        owners.add(znode);
        znodes++;
        pathAndDataBytes += pathLength + znode.dataLength();
    }

    /**
     * Does the opposite of {@link #add}. The detached znode keeps its ACL, so that a listener can check it.
     * The ACL no longer counts as used.
     */
    void remove(String path, Znode znode, Znode parent) {
        digest.without(path, path.length(), znode);
        pathAndDataBytes -= path.length() + znode.dataLength();
        znodes--;
        owners.remove(znode);
        if (znode.creates() >= SequenceEnds.NEAR) {
            sequenceEnds.deleted(znode);
        }
        acls.release(znode.aclEntry());
        parent.detach(znode);
    }

    void setData(String path, Znode znode, byte[] data, int version, long zxid, long timeMillis) {
        digest.without(path, path.length(), znode);
        pathAndDataBytes -= znode.dataLength();
        znode.setData(data, version, zxid, timeMillis);
        pathAndDataBytes += znode.dataLength();
        digest.with(path, path.length(), znode);
    }

    void setAcl(String path, Znode znode, List<Acl> acl, int aversion) {
        digest.without(path, path.length(), znode);
        AclEntry old = znode.aclEntry();
        znode.setAcl(acls.acquire(acl), aversion);
        acls.release(old);
        digest.with(path, path.length(), znode);
    }

    /** @param length how many characters of {@code path} are the path of {@code znode} */
    void childrenChanged(String path, int length, Znode znode, int creates, long pzxid) {
        digest.without(path, length, znode);
        znode.childrenChanged(creates, pzxid);
        noticeSequence(znode);
        digest.with(path, length, znode);
    }

    /** Replaces the data of a usage text, which is not part of the digest. */
    void replaceDataSilently(Znode znode, byte[] data) {
        pathAndDataBytes += data.length - znode.dataLength();
        znode.replaceData(data);
    }

    void loaded(long zxid, long newest) {
        lastZxid = zxid;
        newestLoaded = newest;
        acls.dropUnused();
        quotas.recountAll();
    }
}
