// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.jute.Acl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds a tree from the parts of a snapshot, in the order of the file. After an exception, throw the loader away. */
public final class TreeLoader {
    private final ZnodeTree tree;
    private final Map<Long, AclEntry> acls = new HashMap<>();
    private long newest;
    /**
     * The znodes of a snapshot come depth first, so the parent is mostly the same as before, or the last znode itself.
     */
    private String lastPath = "";

    private Znode last;
    private String parentPath = "";
    private Znode parent;
    private long digestZxid;
    private long digestValue;

    /** @param digestEnabled whether the tree shall keep its digest */
    public TreeLoader(boolean digestEnabled) {
        tree = ZnodeTree.withoutRoot(digestEnabled);
    }

    public void session(long id, int timeoutMillis) {
        tree.sessionTable().put(id, timeoutMillis);
    }

    /** @throws InvalidTree when the list is null */
    public void acl(long id, List<Acl> acl) {
        if (acl == null) {
            throw new InvalidTree("ACL " + id + " is null");
        }
        acls.put(id, tree.aclTable().load(id, acl));
    }

    /**
     * Adds one znode.
     *
     * @param path the empty string for the root
     * @param aclId {@link AclTable#OPEN_ID}, or an entry of the table; one that is not there may be supplied by the
     *     txns to follow
     * @param creates the stored cversion
     * @throws InvalidTree when the parent has not been added, or the znode has
     */
    public void node(
            String path,
            byte[] data,
            long aclId,
            long czxid,
            long mzxid,
            long ctime,
            long mtime,
            int version,
            int creates,
            int aversion,
            long owner,
            long pzxid) {
        if (path == null) {
            throw new InvalidTree("a znode without a path");
        }
        int slash = path.lastIndexOf('/');
        Znode znode = new Znode(path, slash + 1, data, acl(aclId), tree.owners().owner(owner), czxid, ctime);
        znode.restore(mzxid, mtime, version, creates, aversion, pzxid);
        if (path.isEmpty()) {
            if (tree.root() != null) {
                throw new InvalidTree("the root comes twice");
            }
            tree.addRoot(znode);
        } else {
            add(path, slash, znode);
        }
        newest = Math.max(newest, czxid);
        lastPath = path;
        last = znode;
    }

    private AclEntry acl(long id) {
        AclEntry known = id == AclTable.OPEN_ID ? null : acls.get(id);
        if (known == null) {
            return tree.aclTable().acquire(id == AclTable.OPEN_ID ? null : AclTable.UNRESOLVED);
        }
        known.uses++;
        return known;
    }

    private void add(String path, int slash, Znode znode) {
        if (slash < 0 || slash + 1 == path.length()) {
            throw new InvalidTree("not a path: " + path);
        }
        if (parent == null || slash != parentPath.length() || !path.startsWith(parentPath)) {
            boolean belowLast = slash == lastPath.length() && path.startsWith(lastPath);
            parent = tree.root() == null ? null : belowLast ? last : tree.find(path, slash);
            parentPath = path.substring(0, slash);
        }
        if (parent == null) {
            throw new InvalidTree("unable to find parent " + parentPath + " of path " + path);
        }
        if (parent.child(path, slash + 1, path.length()) != null) {
            throw new InvalidTree("the path comes twice: " + path);
        }
        tree.add(path, znode, parent);
    }

    /** What the snapshot says about its digest; values of versions that cannot be compared are not to be passed. */
    public void digest(long zxid, long value) {
        digestZxid = zxid;
        digestValue = value;
    }

    /**
     * Counts what is under quota, and drops ACLs nobody uses.
     *
     * @param lastZxid what the snapshot contains for certain: the zxid in its name
     * @throws InvalidTree when there is no root
     */
    public ZnodeTree finish(long lastZxid) {
        if (tree.root() == null) {
            throw new InvalidTree("no root");
        }
        tree.loaded(lastZxid, newest);
        tree.digests().expect(digestZxid, digestValue, lastZxid);
        return tree;
    }
}
