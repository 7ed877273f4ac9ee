// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.txn;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import java.util.List;

/**
 * The outcome of a write. The leader decides it once, and every member applies it without further decisions.
 * Versions are absolute new values, never "+1". So replaying a txn over a snapshot that already contains it
 * changes nothing.
 */
public sealed interface Txn {
    /** Means "one more than the parent has". Old releases did not record the value. */
    int PARENT_CVERSION_UNKNOWN = -1;

    /** @return the type under which this is logged */
    OpCode type();

    /** Writes the body, without type or header. */
    void write(JuteWriter out);

    /**
     * Calls the visitor's method for this kind. The compiler checks that every visitor handles every kind.
     */
    <R> R accept(Visitor<R> visitor);

    /**
     * Creates a persistent or ephemeral znode.
     *
     * @param type {@link OpCode#CREATE} or {@link OpCode#CREATE2}
     * @param data may be null
     * @param acl null means open
     * @param parentCversion the parent's stored cversion after this, or {@link #PARENT_CVERSION_UNKNOWN}
     */
    record Create(OpCode type, String path, byte[] data, List<Acl> acl, boolean ephemeral, int parentCversion)
            implements Txn {
        @Override
        public void write(JuteWriter out) {
            out.writeString(path)
                    .writeBuffer(data)
                    .writeAcls(acl)
                    .writeBoolean(ephemeral)
                    .writeInt(parentCversion);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.create(this);
        }
    }

    /** Creates a container: a znode that the server removes after its last child is gone. */
    record CreateContainer(String path, byte[] data, List<Acl> acl, int parentCversion) implements Txn {
        @Override
        public OpCode type() {
            return OpCode.CREATE_CONTAINER;
        }

        @Override
        public void write(JuteWriter out) {
            out.writeString(path).writeBuffer(data).writeAcls(acl).writeInt(parentCversion);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.createContainer(this);
        }
    }

    /**
     * Creates a znode that the server removes when it has had no child and no change for {@code ttlMillis} (1
     * to 2^40 - 1).
     */
    record CreateTtl(String path, byte[] data, List<Acl> acl, int parentCversion, long ttlMillis) implements Txn {
        @Override
        public OpCode type() {
            return OpCode.CREATE_TTL;
        }

        @Override
        public void write(JuteWriter out) {
            out.writeString(path)
                    .writeBuffer(data)
                    .writeAcls(acl)
                    .writeInt(parentCversion)
                    .writeLong(ttlMillis);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.createTtl(this);
        }
    }

    /** @param type {@link OpCode#DELETE} or {@link OpCode#DELETE_CONTAINER} */
    record Delete(OpCode type, String path) implements Txn {
        @Override
        public void write(JuteWriter out) {
            out.writeString(path);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.delete(this);
        }
    }

    /**
     * @param type {@link OpCode#SET_DATA}, or {@link OpCode#RECONFIG} for the configuration znode
     * @param version the new version
     */
    record SetData(OpCode type, String path, byte[] data, int version) implements Txn {
        @Override
        public void write(JuteWriter out) {
            out.writeString(path).writeBuffer(data).writeInt(version);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.setData(this);
        }
    }

    /** @param version the new aversion */
    record SetAcl(String path, List<Acl> acl, int version) implements Txn {
        @Override
        public OpCode type() {
            return OpCode.SET_ACL;
        }

        @Override
        public void write(JuteWriter out) {
            out.writeString(path).writeAcls(acl).writeInt(version);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.setAcl(this);
        }
    }

    /**
     * A check, only as a part of a multi. It has no effect when applied.
     *
     * @param version the checked version plus one, as ZooKeeper writes it
     */
    record Check(String path, int version) implements Txn {
        @Override
        public OpCode type() {
            return OpCode.CHECK;
        }

        @Override
        public void write(JuteWriter out) {
            out.writeString(path).writeInt(version);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.check(this);
        }
    }

    record CreateSession(int timeoutMillis) implements Txn {
        @Override
        public OpCode type() {
            return OpCode.CREATE_SESSION;
        }

        @Override
        public void write(JuteWriter out) {
            out.writeInt(timeoutMillis);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.createSession(this);
        }
    }

    /**
     * @param paths the session's ephemerals; null when the record has no body. Each server then deletes those
     *   it knows
     */
    record CloseSession(List<String> paths) implements Txn {
        @Override
        public OpCode type() {
            return OpCode.CLOSE_SESSION;
        }

        @Override
        public void write(JuteWriter out) {
            if (paths != null) {
                out.writeStrings(paths);
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.closeSession(this);
        }
    }

    /**
     * A failed write, or a part of a failed multi.
     *
     * @param err the code; any number is kept as it is
     */
    record Error(int err) implements Txn {
        @Override
        public OpCode type() {
            return OpCode.ERROR;
        }

        @Override
        public void write(JuteWriter out) {
            out.writeInt(err);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.error(this);
        }
    }

    /** Parts that are applied as one, in order. If any part is an {@link Error}, no part is applied. */
    record Multi(List<Txn> parts) implements Txn {
        @Override
        public OpCode type() {
            return OpCode.MULTI;
        }

        @Override
        public void write(JuteWriter out) {
            TxnBodies.writeMulti(parts, out);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.multi(this);
        }
    }

    /** A part of a multi that cannot be read. Replay ends the multi here and keeps the parts before it. */
    record Unreadable(int rawType, byte[] body) implements Txn {
        @Override
        public OpCode type() {
            return OpCode.of(rawType);
        }

        @Override
        public void write(JuteWriter out) {
            out.buffer().writeBytes(body);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.unreadable(this);
        }
    }

    /** One method per kind. A new kind does not compile until every visitor handles it. */
    interface Visitor<R> {
        R create(Create txn);

        R createContainer(CreateContainer txn);

        R createTtl(CreateTtl txn);

        R delete(Delete txn);

        R setData(SetData txn);

        R setAcl(SetAcl txn);

        R check(Check txn);

        R createSession(CreateSession txn);

        R closeSession(CloseSession txn);

        R error(Error txn);

        R multi(Multi txn);

        R unreadable(Unreadable txn);
    }
}
