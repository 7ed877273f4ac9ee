// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.jute.Acl;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a tree from the parts of a snapshot, in the order of the file. After an exception, discard the
 * loader.
 */
public final class TreeLoader {
    private final ZnodeTree tree;
    private final Map<Long, AclEntry> acls = new HashMap<>();
    private long newest;
    /**
     * The newest zxid in any znode. In a fuzzy snapshot it shows how far the snapshot reaches, as far as
     * changes leave a trace.
     */
    private long newestChange;

    /**
     * The last znode that was added. The znodes of a snapshot come depth first. So the next parent is mostly
     * the same parent again, or this znode.
     */
    private Znode last;

    private Znode parent;
    /** The path of {@link #parent}, encoded as names are. */
    private byte[] parentPath = {};

    private boolean parentPathIsAscii;
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
     * @param aclId {@link AclTable#OPEN_ID}, or an entry of the table; the txns that follow may supply a
     *   missing entry
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
        byte[] name = NameBytes.of(path);
        int slash = lastSlash(name, 0, name.length);
        int dataLength = data == null ? -1 : data.length;
        Znode znode = znode(
                name, slash + 1, name.length, data == null ? name : data, 0, dataLength, aclId, czxid, ctime, owner);
        znode.restore(mzxid, mtime, version, creates, aversion, pzxid);
        add(name, 0, name.length, slash, path.length(), znode);
    }

    /**
     * Does the same as {@link #node(String, byte[], long, long, long, long, long, int, int, int, long,
     * long)}. If the path is ASCII, it makes no strings and no extra copies.
     *
     * @param bytes holds the path, {@code pathLength} bytes of UTF-8 from {@code path} on, and the data,
     *   {@code dataLength} bytes from {@code data} on
     * @param dataLength -1 for null
     */
    public void node(
            byte[] bytes,
            int path,
            int pathLength,
            int data,
            int dataLength,
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
        int pathEnd = path + pathLength;
        int slash = lastSlash(bytes, path, pathEnd);
        boolean ascii = isAscii(bytes, slash + 1, pathEnd)
                && (isBelowParent(bytes, path, slash) ? parentPathIsAscii : isAscii(bytes, path, slash));
        if (!ascii) {
            String text = new String(bytes, path, pathLength, StandardCharsets.UTF_8);
            byte[] copy = dataLength < 0 ? null : Arrays.copyOfRange(bytes, data, data + dataLength);
            node(text, copy, aclId, czxid, mzxid, ctime, mtime, version, creates, aversion, owner, pzxid);
            return;
        }
        Znode znode = znode(bytes, slash + 1, pathEnd, bytes, data, dataLength, aclId, czxid, ctime, owner);
        znode.restore(mzxid, mtime, version, creates, aversion, pzxid);
        add(bytes, path, pathEnd, slash, pathLength, znode);
    }

    private Znode znode(
            byte[] name,
            int nameFrom,
            int nameEnd,
            byte[] data,
            int dataFrom,
            int dataLength,
            long aclId,
            long czxid,
            long ctime,
            long owner) {
        return new Znode(
                name,
                nameFrom,
                nameEnd - nameFrom,
                data,
                dataFrom,
                dataLength,
                acl(aclId),
                tree.owners().owner(owner),
                czxid,
                ctime);
    }

    private AclEntry acl(long id) {
        AclEntry known = id == AclTable.OPEN_ID ? null : acls.get(id);
        if (known == null) {
            return tree.aclTable().acquire(id == AclTable.OPEN_ID ? null : AclTable.UNRESOLVED);
        }
        known.uses++;
        return known;
    }

    /**
     * @param slash index of the path's last slash; one before the path's start without a slash
     * @param chars length of the path in characters
     */
    private void add(byte[] path, int from, int end, int slash, int chars, Znode znode) {
        newest = Math.max(newest, znode.czxid());
        newestChange = Math.max(newestChange, Math.max(znode.mzxid(), znode.pzxid()));
        if (from == end) {
            addRoot(znode);
        } else {
            if (slash < from || slash + 1 == end) {
                throw new InvalidTree("not a path: " + text(path, from, end));
            }
            if (parent == null || !isBelowParent(path, from, slash)) {
                parent = parentAt(path, from, slash);
                parentPath = Arrays.copyOfRange(path, from, slash);
                parentPathIsAscii = isAscii(parentPath, 0, parentPath.length);
            }
            if (parent == null) {
                throw new InvalidTree(
                        "unable to find parent " + text(path, from, slash) + " of path " + text(path, from, end));
            }
            int hash = znode.nameHash();
            if (parent.childNamedAs(znode, hash) != null) {
                throw new InvalidTree("the path comes twice: " + text(path, from, end));
            }
            tree.load(path, from, end - from, chars, znode, hash, parent);
        }
        last = znode;
    }

    private void addRoot(Znode znode) {
        if (tree.root() != null) {
            throw new InvalidTree("the root comes twice");
        }
        tree.addRoot(znode);
    }

    private boolean isBelowParent(byte[] path, int from, int slash) {
        return Arrays.equals(path, from, Math.max(from, slash), parentPath, 0, parentPath.length);
    }

    /** @return the znode whose path ends at the slash, null without such a znode */
    private Znode parentAt(byte[] path, int from, int slash) {
        if (tree.root() == null) {
            return null;
        }
        boolean belowLast = last.parent() == parent
                && slash - from == parentPath.length + 1 + last.nameLength()
                && isBelowParent(path, from, from + parentPath.length)
                && path[from + parentPath.length] == '/'
                && Arrays.equals(path, slash - last.nameLength(), slash, last.content(), 0, last.nameLength());
        return belowLast ? last : tree.find(text(path, from, slash));
    }

    private static int lastSlash(byte[] path, int from, int end) {
        int at = end - 1;
        while (at >= from && path[at] != '/') {
            at--;
        }
        return at;
    }

    private static boolean isAscii(byte[] bytes, int from, int end) {
        int all = 0;
        for (int i = from; i < end; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }

    private static String text(byte[] path, int from, int end) {
        return NameBytes.decode(Arrays.copyOfRange(path, from, end), end - from);
    }

    /** Notes the snapshot's digest. Do not pass values of versions that cannot be compared. */
    public void digest(long zxid, long value) {
        digestZxid = zxid;
        digestValue = value;
    }

    /**
     * Counts what is under quota, and drops ACLs that no znode uses.
     *
     * @param lastZxid the zxid in the snapshot's name: up to there the snapshot contains everything
     * @throws InvalidTree when there is no root
     */
    public ZnodeTree finish(long lastZxid) {
        if (tree.root() == null) {
            throw new InvalidTree("no root");
        }
        tree.loaded(lastZxid, newest);
        if (digestZxid > 0) {
            tree.digests().expect(digestZxid, digestValue, lastZxid);
        } else {
            tree.digests().expectNothingBefore(newestChange, lastZxid);
        }
        return tree;
    }
}
