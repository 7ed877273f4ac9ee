// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_ARGUMENTS;
import static io.paddock.protocol.ErrorCode.MARSHALLING_ERROR;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.NO_NODE;
import static io.paddock.protocol.ErrorCode.OK;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.PathRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.server.watch.WatchKind;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All reads. The event loop that decoded a read answers it from the local tree, inside its read slot. */
public final class ReadOps {
    private static final int SMALL_BYTES = 4096;
    private static final int SMALL_CHILDREN = 128;

    private final Map<OpCode, ReadOp> ops = new EnumMap<>(OpCode.class);

    public ReadOps() {
        ops.put(OpCode.EXISTS, reading(ReadOps::exists));
        ops.put(OpCode.GET_DATA, reading(ReadOps::data));
        ops.put(OpCode.GET_CHILDREN, reading(ReadOps::names));
        ops.put(OpCode.GET_CHILDREN2, reading(ReadOps::namesAndStat));
        ops.put(OpCode.GET_ACL, ReadOps::acl);
        ops.put(OpCode.GET_ALL_CHILDREN_NUMBER, ReadOps::allChildrenNumber);
        ops.put(OpCode.GET_EPHEMERALS, ReadOps::ephemerals);
        ops.put(OpCode.SYNC, (in, asker, tree, out) -> sync(PathRequest.read(in), out));
        ops.put(OpCode.WHO_AM_I, ReadOps::whoAmI);
        ops.put(OpCode.MULTI_READ, new MultiReadOp());
        ops.put(OpCode.SET_WATCHES, new SetWatchesOp(false));
        ops.put(OpCode.SET_WATCHES2, new SetWatchesOp(true));
        ops.put(OpCode.ADD_WATCH, WatchOps::add);
        ops.put(OpCode.CHECK_WATCHES, WatchOps::check);
        ops.put(OpCode.REMOVE_WATCHES, WatchOps::remove);
    }

    /** A read of one znode. The znode is null if it does not exist or the request has no path. */
    private interface ZnodeRead {
        ErrorCode answer(PathRequest request, Znode znode, Asker asker, JuteWriter out);
    }

    private static ReadOp reading(ZnodeRead read) {
        return (in, asker, tree, out) -> {
            PathRequest request = PathRequest.readWatched(in);
            return read.answer(request, request.path() == null ? null : tree.find(request.path()), asker, out);
        };
    }

    /** @return whether clients may send this read */
    public boolean knows(OpCode op) {
        return ops.containsKey(op);
    }

    /**
     * Appends the reply's body to {@code out}.
     *
     * @return the code for the header. If it is not OK, the caller drops what was written. Null when there is
     *     no room for such a large reply now
     */
    public ErrorCode answer(OpCode op, JuteReader body, Asker asker, ZnodeTree tree, JuteWriter out) {
        try {
            return ops.get(op).answer(body, asker, tree, out);
        } catch (MalformedFrame e) {
            return MARSHALLING_ERROR;
        }
    }

    /**
     * Decodes a read whose reply is certainly small, because the znode that it names is small.
     *
     * @return null for any other read, and for one that cannot be decoded
     */
    public SmallRead decodeSmall(OpCode op, JuteReader body, ZnodeTree tree) {
        try {
            PathRequest request =
                    switch (op) {
                        case EXISTS, GET_DATA, GET_CHILDREN, GET_CHILDREN2 -> PathRequest.readWatched(body);
                        case SYNC -> PathRequest.read(body);
                        default -> null;
                    };
            if (request == null) {
                return null;
            }
            Znode znode = request.path() == null || op == OpCode.SYNC ? null : tree.find(request.path());
            boolean small = znode == null || znode.dataLength() <= SMALL_BYTES && znode.numChildren() <= SMALL_CHILDREN;
            return small ? new SmallRead(op, request, znode, tree.content()) : null;
        } catch (MalformedFrame e) {
            return null;
        }
    }

    static boolean mayRead(Asker asker, Znode znode) {
        return asker.access().allows(znode.acl(), Acl.READ, asker.identities());
    }

    static ErrorCode exists(PathRequest request, Znode znode, Asker asker, JuteWriter out) {
        if (request.path() == null) {
            return MARSHALLING_ERROR;
        }
        if (request.path().indexOf('\0') >= 0) {
            return BAD_ARGUMENTS;
        }
        if (znode != null && !mayRead(asker, znode)) {
            return NO_AUTH;
        }
        // A client can watch an absent znode too, to wait for its creation.
        if (request.watch()) {
            asker.watches().add(asker.subscriber(), request.path(), WatchKind.DATA);
        }
        if (znode == null) {
            return NO_NODE;
        }
        znode.writeStat(out);
        return OK;
    }

    static ErrorCode data(PathRequest request, Znode znode, Asker asker, JuteWriter out) {
        if (request.path() == null) {
            return MARSHALLING_ERROR;
        }
        if (znode == null) {
            return NO_NODE;
        }
        if (!mayRead(asker, znode)) {
            return NO_AUTH;
        }
        if (request.watch()) {
            asker.watches().add(asker.subscriber(), request.path(), WatchKind.DATA);
        }
        znode.writeData(out);
        znode.writeStat(out);
        return OK;
    }

    static ErrorCode names(PathRequest request, Znode znode, Asker asker, JuteWriter out) {
        return children(request, znode, asker, out, false);
    }

    static ErrorCode namesAndStat(PathRequest request, Znode znode, Asker asker, JuteWriter out) {
        return children(request, znode, asker, out, true);
    }

    private static ErrorCode children(PathRequest request, Znode znode, Asker asker, JuteWriter out, boolean stat) {
        if (request.path() == null) {
            return MARSHALLING_ERROR;
        }
        if (znode == null) {
            return NO_NODE;
        }
        if (!mayRead(asker, znode)) {
            return NO_AUTH;
        }
        if (request.watch()) {
            asker.watches().add(asker.subscriber(), request.path(), WatchKind.CHILD);
        }
        JuteWriter behind = asker.writeChildNames(znode, out);
        if (behind == null) {
            return null;
        }
        if (stat) {
            znode.writeStat(behind);
        }
        return OK;
    }

    private static ErrorCode acl(JuteReader in, Asker asker, ZnodeTree tree, JuteWriter out) {
        PathRequest request = PathRequest.read(in);
        if (request.path() == null) {
            return MARSHALLING_ERROR;
        }
        Znode znode = tree.find(request.path());
        if (znode == null) {
            return NO_NODE;
        }
        if (!asker.access().allows(znode.acl(), Acl.READ | Acl.ADMIN, asker.identities())) {
            return NO_AUTH;
        }
        boolean admin = asker.access().allows(znode.acl(), Acl.ADMIN, asker.identities());
        out.writeAcls(admin ? znode.acl() : asker.access().maskDigests(znode.acl()));
        znode.writeStat(out);
        return OK;
    }

    private static ErrorCode allChildrenNumber(JuteReader in, Asker asker, ZnodeTree tree, JuteWriter out) {
        PathRequest request = PathRequest.read(in);
        if (request.path() == null) {
            return MARSHALLING_ERROR;
        }
        Znode znode = tree.find(request.path());
        if (znode == null) {
            return NO_NODE;
        }
        if (!mayRead(asker, znode)) {
            return NO_AUTH;
        }
        out.writeInt(tree.allChildrenCount(request.path()));
        return OK;
    }

    /** Answers the caller's own ephemerals whose path starts with the prefix, compared as plain text. */
    private static ErrorCode ephemerals(JuteReader in, Asker asker, ZnodeTree tree, JuteWriter out) {
        String prefix = PathRequest.read(in).path();
        Collection<String> all = tree.ephemerals(asker.sessionId());
        List<String> matching = new ArrayList<>(all.size());
        // As in ZooKeeper: spaces and control characters around an empty prefix or "/" are ignored. Around
        // any other prefix they count.
        String bare = prefix == null ? "" : prefix.trim();
        boolean every = bare.isEmpty() || bare.equals("/");
        for (String path : all) {
            if (every || path.startsWith(prefix)) {
                matching.add(path);
            }
        }
        out.writeStrings(matching);
        return OK;
    }

    /**
     * Needs no wait. The gate lets a sync through only after this session's writes, and everything durable is
     * applied.
     */
    static ErrorCode sync(PathRequest request, JuteWriter out) {
        out.writeString(request.path());
        return OK;
    }

    private static ErrorCode whoAmI(JuteReader in, Asker asker, ZnodeTree tree, JuteWriter out) {
        List<Id> identities = asker.access().whoAmI(asker.identities());
        out.writeInt(identities.size());
        for (Id each : identities) {
            each.write(out);
        }
        return OK;
    }
}
