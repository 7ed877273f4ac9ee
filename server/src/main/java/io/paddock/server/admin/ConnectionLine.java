// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.protocol.OpCode;
import io.paddock.server.facts.ConnectionFacts;
import java.util.Map;

/** The line about one connection in {@code stat} (brief) and {@code cons} (full). */
final class ConnectionLine {
    private static final String UNNAMED = "NA";

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

    static void brief(ConnectionFacts connection, StringBuilder out) {
        begin(connection, out);
        out.append(")\n");
    }

    static void full(ConnectionFacts connection, StringBuilder out) {
        begin(connection, out);
        connection.session().ifPresent(use -> session(use, out));
        out.append(")\n");
    }

    private static void begin(ConnectionFacts connection, StringBuilder out) {
        out.append(" /")
                .append(connection.peer().getAddress().getHostAddress())
                .append(':')
                .append(connection.peer().getPort())
                .append('[')
                .append(connection.interestOps())
                .append("](queued=")
                .append(connection.outstanding())
                .append(",recved=")
                .append(connection.received())
                .append(",sent=")
                .append(connection.sent());
    }

    private static void session(ConnectionFacts.Use use, StringBuilder out) {
        out.append(",sid=0x").append(Long.toHexString(use.sessionId()));
        out.append(",lop=")
                .append(use.lastOp()
                        .map(op -> OPERATIONS.getOrDefault(op, UNNAMED))
                        .orElse(UNNAMED));
        out.append(",est=").append(use.establishedMillis());
        out.append(",to=").append(use.timeoutMillis());
        if (use.lastXid() >= 0) {
            out.append(",lcxid=0x").append(Long.toHexString(use.lastXid()));
        }
        out.append(",lzxid=0x").append(Long.toHexString(use.lastZxid()));
        out.append(",lresp=").append(use.lastResponseMillis());
        out.append(",llat=").append(use.latency().last());
        out.append(",minlat=").append(use.latency().min());
        out.append(",avglat=").append(use.latency().average());
        out.append(",maxlat=").append(use.latency().max());
    }
}
