// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * One znode. Read it inside a {@link TreeGate.ReadSlot} or on the writer's thread; only the writer changes
 * it.
 *
 * <p>Znodes are small, because there may be ten million. The name and the data share one array. The path is
 * not stored: it follows from the parents. An {@link Extension} holds the fields that only directories or
 * owned znodes need. That makes 72 bytes, plus an array of 16 and the name and data, plus four to eight in
 * the parent's table: 208 bytes for a 12-character name and 100 bytes of data.
 */
public final class Znode {
    private static final int NULL_DATA = 0x8000_0000;

    /** Null for the root. A detached znode is its own parent. */
    private Znode parent;
    /** The name, then the data. */
    private byte[] content;
    /** How many bytes of the content are the name. The sign bit says that the data is null. */
    private int nameBytes;

    private AclEntry acl;
    private Extension extension;
    private final long czxid;
    private long mzxid;
    private final long ctime;
    private long mtime;
    private int version;
    private int aversion;

    /** Creates a znode as a txn does: all versions 0, all zxids and times those of the txn. */
    Znode(String path, int nameFrom, byte[] data, AclEntry acl, Owner owner, long zxid, long timeMillis) {
        int length = NameBytes.length(path, nameFrom, path.length());
        this.content = new byte[length + (data == null ? 0 : data.length)];
        NameBytes.encode(path, nameFrom, path.length(), content, 0);
        if (data != null) {
            System.arraycopy(data, 0, content, length, data.length);
        }
        this.nameBytes = data == null ? length | NULL_DATA : length;
        this.acl = acl;
        this.extension = owner;
        this.czxid = zxid;
        this.mzxid = zxid;
        this.ctime = timeMillis;
        this.mtime = timeMillis;
    }

    /**
     * Creates a znode from a snapshot. Name and data are each a range of bytes. The data length is -1 for
     * null.
     */
    Znode(
            byte[] name,
            int nameFrom,
            int nameLength,
            byte[] data,
            int dataFrom,
            int dataLength,
            AclEntry acl,
            Owner owner,
            long zxid,
            long timeMillis) {
        this.content = new byte[nameLength + Math.max(dataLength, 0)];
        System.arraycopy(name, nameFrom, content, 0, nameLength);
        System.arraycopy(data, dataFrom, content, nameLength, content.length - nameLength);
        this.nameBytes = dataLength < 0 ? nameLength | NULL_DATA : nameLength;
        this.acl = acl;
        this.extension = owner;
        this.czxid = zxid;
        this.mzxid = zxid;
        this.ctime = timeMillis;
        this.mtime = timeMillis;
    }

    // ---- reading

    /** @return zxid of its creation */
    public long czxid() {
        return czxid;
    }

    /** @return zxid of the last change of its data */
    public long mzxid() {
        return mzxid;
    }

    /** @return time of its creation, milliseconds since 1970 */
    public long ctime() {
        return ctime;
    }

    /** @return time of the last change of its data, milliseconds since 1970 */
    public long mtime() {
        return mtime;
    }

    /** @return zxid of the last creation or deletion of a child, at first its own czxid */
    public long pzxid() {
        return extension instanceof Directory directory ? directory.pzxid : czxid;
    }

    /** @return changes of its data */
    public int version() {
        return version;
    }

    /**
     * @return children ever created: the stored form of cversion, and the number in the next sequential name
     */
    public int creates() {
        return extension instanceof Directory directory ? directory.creates : 0;
    }

    /** @return cversion as clients see it: one for each creation and each deletion of a child */
    public int cversion() {
        return 2 * creates() - numChildren();
    }

    /** @return changes of its ACL */
    public int aversion() {
        return aversion;
    }

    public int numChildren() {
        ChildTable children = children();
        return children == null ? 0 : children.size();
    }

    /** @return bytes of data, 0 for null */
    public int dataLength() {
        return content.length - nameLength();
    }

    /** @return a copy of the data, null when it is null (not the same as empty) */
    public byte[] data() {
        return nameBytes < 0 ? null : Arrays.copyOfRange(content, nameBytes, content.length);
    }

    /** Writes the data as a jute buffer. */
    public void writeData(JuteWriter out) {
        if (nameBytes < 0) {
            out.writeInt(-1);
        } else {
            out.writeInt(content.length - nameBytes)
                    .buffer()
                    .writeBytes(content, nameBytes, content.length - nameBytes);
        }
    }

    /** @return the owner as stored; {@link NodeKind} reads it */
    public long owner() {
        Owner owner = ownerEntry();
        return owner == null ? 0 : owner.id;
    }

    public NodeKind kind() {
        Owner owner = ownerEntry();
        return owner == null ? NodeKind.PERSISTENT : owner.kind;
    }

    /** @return the owner as clients see it: the session of an ephemeral znode, 0 for others */
    public long ephemeralOwner() {
        Owner owner = ownerEntry();
        return owner != null && owner.kind == NodeKind.EPHEMERAL ? owner.id : 0;
    }

    /** @return the time to live of a TTL znode, 0 for others */
    public long ttlMillis() {
        Owner owner = ownerEntry();
        return owner != null && owner.kind == NodeKind.TTL ? NodeKind.ttlMillis(owner.id) : 0;
    }

    /** @return the stat as clients see it */
    public Stat stat() {
        return new Stat(
                czxid,
                mzxid,
                ctime,
                mtime,
                version,
                cversion(),
                aversion,
                ephemeralOwner(),
                dataLength(),
                numChildren(),
                pzxid());
    }

    /** Writes the stat as clients see it, {@link Stat#BYTES}. */
    public void writeStat(JuteWriter out) {
        out.writeLong(czxid)
                .writeLong(mzxid)
                .writeLong(ctime)
                .writeLong(mtime)
                .writeInt(version)
                .writeInt(cversion())
                .writeInt(aversion)
                .writeLong(ephemeralOwner())
                .writeInt(dataLength())
                .writeInt(numChildren())
                .writeLong(pzxid());
    }

    /**
     * @return the ACL; znodes with equal ACLs share one list. {@link AclTable#UNRESOLVED} when it was lost
     */
    public List<Acl> acl() {
        return acl.acl;
    }

    /** @return the number of the ACL in {@link AclTable#ids}, {@link AclTable#OPEN_ID} for the open one */
    public long aclId() {
        return acl.id;
    }

    /** @return the last component of the path; empty for the root */
    public String name() {
        return NameBytes.decode(content, nameLength());
    }

    /** @return the parent; null for the root and for a deleted znode */
    public Znode parent() {
        return parent == this ? null : parent;
    }

    /** @return whether it was deleted; its fields can still be read */
    public boolean isDetached() {
        return parent == this;
    }

    /** @return the full path, "/" for the root; for a detached znode only "/" and its name */
    public String path() {
        if (parent == null) {
            return "/";
        }
        List<Znode> line = new ArrayList<>();
        for (Znode each = this; each.parent != null; each = each.parent) {
            line.add(each);
            if (each.parent == each) {
                break;
            }
        }
        StringBuilder path = new StringBuilder();
        for (int i = line.size() - 1; i >= 0; i--) {
            path.append('/').append(line.get(i).name());
        }
        return path.toString();
    }

    /** @return the child, or null */
    public Znode child(String name) {
        return child(name, 0, name.length());
    }

    /** @return the names of the children in no order, a copy */
    public List<String> childNames() {
        List<String> names = new ArrayList<>(numChildren());
        forEachChild(each -> names.add(each.name()));
        return names;
    }

    /** Writes the names of the children as a jute vector of strings. */
    public void writeChildNames(JuteWriter out) {
        out.writeInt(numChildren());
        forEachChild(each -> out.writeInt(each.nameLength()).buffer().writeBytes(each.content, 0, each.nameLength()));
    }

    /** Passes each child to {@code action}, in no order. */
    public void forEachChild(Consumer<Znode> action) {
        ChildTable children = children();
        if (children != null) {
            children.forEach(action);
        }
    }

    /**
     * Passes every znode below this one to {@code action}, at any depth, parents first. It does not use
     * recursion, because a path may be a hundred thousand components long.
     */
    void forEachBelow(Consumer<Znode> action) {
        Deque<Znode> open = new ArrayDeque<>();
        forEachChild(open::push);
        while (!open.isEmpty()) {
            Znode each = open.pop();
            action.accept(each);
            each.forEachChild(open::push);
        }
    }

    Znode child(String text, int from, int to) {
        ChildTable children = children();
        return children == null ? null : children.find(NameBytes.hash(text, from, to), text, from, to);
    }

    /**
     * @return the child with the same name as {@code other}, or null. {@code hash} is the hash of that name
     */
    Znode childNamedAs(Znode other, int hash) {
        ChildTable children = children();
        return children == null ? null : children.find(hash, other.content, other.nameLength());
    }

    ChildTable children() {
        return extension instanceof Directory directory ? directory.children : null;
    }

    boolean isNamed(String text, int from, int to) {
        return NameBytes.same(content, nameLength(), text, from, to);
    }

    boolean isNamed(byte[] name, int length) {
        return Arrays.equals(content, 0, nameLength(), name, 0, length);
    }

    int nameHash() {
        return NameBytes.hash(content, nameLength());
    }

    byte[] content() {
        return content;
    }

    int nameLength() {
        return nameBytes & ~NULL_DATA;
    }

    AclEntry aclEntry() {
        return acl;
    }

    Owner ownerEntry() {
        return extension instanceof Directory directory ? directory.owner : (Owner) extension;
    }

    // ---- changing: the writer only

    void attach(Znode child) {
        attach(child, child.nameHash());
    }

    /** @param hash the hash of the child's name */
    void attach(Znode child, int hash) {
        child.parent = this;
        Directory directory = directory();
        if (directory.children == null) {
            directory.children = new Segment(0);
        }
        directory.children = directory.children.with(child, hash);
    }

    void detach(Znode child) {
        Directory directory = (Directory) extension;
        directory.children = directory.children.without(child, child.nameHash());
        child.parent = child;
    }

    /** Sets the count of children ever created, and the zxid of the last change among them. */
    void childrenChanged(int creates, long pzxid) {
        Directory directory = directory();
        directory.creates = creates;
        directory.pzxid = pzxid;
    }

    void setData(byte[] data, int version, long mzxid, long mtime) {
        replaceData(data);
        this.version = version;
        this.mzxid = mzxid;
        this.mtime = mtime;
    }

    void replaceData(byte[] data) {
        int length = nameLength();
        byte[] replaced = new byte[length + (data == null ? 0 : data.length)];
        System.arraycopy(content, 0, replaced, 0, length);
        if (data != null) {
            System.arraycopy(data, 0, replaced, length, data.length);
        }
        content = replaced;
        nameBytes = data == null ? length | NULL_DATA : length;
    }

    void setAcl(AclEntry acl, int aversion) {
        this.acl = acl;
        this.aversion = aversion;
    }

    /** Sets the fields in which a loaded znode differs from a new one. */
    void restore(long mzxid, long mtime, int version, int creates, int aversion, long pzxid) {
        this.mzxid = mzxid;
        this.mtime = mtime;
        this.version = version;
        this.aversion = aversion;
        if (creates != 0 || pzxid != czxid) {
            childrenChanged(creates, pzxid);
        }
    }

    private Directory directory() {
        if (extension instanceof Directory directory) {
            return directory;
        }
        Directory directory = new Directory((Owner) extension, czxid);
        extension = directory;
        return directory;
    }
}
