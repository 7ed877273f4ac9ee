// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.protocol.OpCode;
import io.paddock.server.net.ConnectionStats;
import io.paddock.server.net.ConnectionView;
import java.util.Map;

/** One connection as {@code stat} (brief) and {@code cons} (full) show it. */
final class ConnectionLine {
    private static final Map<OpCode, String> OPERATIONS = Map.ofEntries(
            Map.entry(OpCode.PING, "PING"),
            Map.entry(OpCode.CREATE_SESSION, "SESS"),
            Map.entry(OpCode.MULTI, "MULT"),
            Map.entry(OpCode.MULTI_READ, "MLTR"),
            Map.entry(OpCode.CREATE, "CREA"),
            Map.entry(OpCode.CREATE2, "CREA"),
            Map.entry(OpCode.CREATE_TTL, "CREA"),
            Map.entry(OpCode.CREATE_CONTAINER, "CREA"),
            Map.entry(OpCode.DELETE, "DELE"),
            Map.entry(OpCode.DELETE_CONTAINER, "DELE"),
            Map.entry(OpCode.SET_DATA, "SETD"),
            Map.entry(OpCode.SET_ACL, "SETA"),
            Map.entry(OpCode.RECONFIG, "RECO"),
            Map.entry(OpCode.CLOSE_SESSION, "CLOS"),
            Map.entry(OpCode.SYNC, "SYNC"),
            Map.entry(OpCode.CHECK, "CHEC"),
            Map.entry(OpCode.EXISTS, "EXIS"),
            Map.entry(OpCode.GET_DATA, "GETD"),
            Map.entry(OpCode.SET_WATCHES, "SETW"),
            Map.entry(OpCode.SET_WATCHES2, "STW2"),
            Map.entry(OpCode.ADD_WATCH, "ADDW"),
            Map.entry(OpCode.GET_ACL, "GETA"),
            Map.entry(OpCode.GET_CHILDREN, "GETC"),
            Map.entry(OpCode.GET_CHILDREN2, "GETC"),
            Map.entry(OpCode.GET_ALL_CHILDREN_NUMBER, "GETACN"),
            Map.entry(OpCode.GET_EPHEMERALS, "GETE"),
            Map.entry(OpCode.CHECK_WATCHES, "CHKW"),
            Map.entry(OpCode.REMOVE_WATCHES, "REMW"),
            Map.entry(OpCode.WHO_AM_I, "HOMI"));

    private ConnectionLine() {}

    static void brief(ConnectionView connection, StringBuilder out) {
        begin(connection, out);
        out.append(")\n");
    }

    static void full(ConnectionView connection, StringBuilder out) {
        begin(connection, out);
        if (connection.sessionId() != 0) {
            session(connection, connection.stats(), out);
        }
        out.append(")\n");
    }

    private static void begin(ConnectionView connection, StringBuilder out) {
        out.append(" /")
                .append(connection.peer().getAddress().getHostAddress())
                .append(':')
                .append(connection.peer().getPort())
                .append('[')
                .append(connection.interestOps())
                .append("](queued=")
                .append(connection.outstanding())
                .append(",recved=")
                .append(connection.stats().receivedCount())
                .append(",sent=")
                .append(connection.stats().sentCount());
    }

    private static void session(ConnectionView connection, ConnectionStats stats, StringBuilder out) {
        out.append(",sid=0x").append(Long.toHexString(connection.sessionId()));
        out.append(",lop=").append(name(stats.lastOp()));
        out.append(",est=").append(stats.establishedMillis());
        out.append(",to=").append(connection.timeoutMillis());
        if (stats.lastXid() >= 0) {
            out.append(",lcxid=0x").append(Long.toHexString(stats.lastXid()));
        }
        out.append(",lzxid=0x").append(Long.toHexString(stats.lastZxid()));
        out.append(",lresp=").append(stats.lastResponseMillis());
        out.append(",llat=").append(stats.lastLatencyMillis());
        out.append(",minlat=").append(stats.minLatencyMillis());
        out.append(",avglat=").append(stats.averageLatencyMillis());
        out.append(",maxlat=").append(stats.maxLatencyMillis());
    }

    private static String name(OpCode op) {
        return op == null ? "NA" : OPERATIONS.getOrDefault(op, "NA");
    }
}
