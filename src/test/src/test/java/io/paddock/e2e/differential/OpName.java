// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import java.util.Map;

/** What opcodes are called. */
final class OpName {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(Request.CREATE, "create"),
            Map.entry(Request.DELETE, "delete"),
            Map.entry(Request.EXISTS, "exists"),
            Map.entry(Request.GET_DATA, "getData"),
            Map.entry(Request.SET_DATA, "setData"),
            Map.entry(Request.GET_ACL, "getACL"),
            Map.entry(Request.SET_ACL, "setACL"),
            Map.entry(Request.GET_CHILDREN, "getChildren"),
            Map.entry(Request.SYNC, "sync"),
            Map.entry(Request.PING, "ping"),
            Map.entry(Request.GET_CHILDREN2, "getChildren2"),
            Map.entry(Request.CHECK, "check"),
            Map.entry(Request.MULTI, "multi"),
            Map.entry(Request.CREATE2, "create2"),
            Map.entry(Request.RECONFIG, "reconfig"),
            Map.entry(Request.CHECK_WATCHES, "checkWatches"),
            Map.entry(Request.REMOVE_WATCHES, "removeWatches"),
            Map.entry(Request.CREATE_CONTAINER, "createContainer"),
            Map.entry(Request.DELETE_CONTAINER, "deleteContainer"),
            Map.entry(Request.CREATE_TTL, "createTTL"),
            Map.entry(Request.MULTI_READ, "multiRead"),
            Map.entry(Request.AUTH, "auth"),
            Map.entry(Request.SET_WATCHES, "setWatches"),
            Map.entry(Request.SASL, "sasl"),
            Map.entry(Request.GET_EPHEMERALS, "getEphemerals"),
            Map.entry(Request.GET_ALL_CHILDREN_NUMBER, "getAllChildrenNumber"),
            Map.entry(Request.SET_WATCHES2, "setWatches2"),
            Map.entry(Request.ADD_WATCH, "addWatch"),
            Map.entry(Request.WHO_AM_I, "whoAmI"),
            Map.entry(Request.CREATE_SESSION, "createSession"),
            Map.entry(Request.CLOSE_SESSION, "closeSession"));

    private OpName() {}

    static String of(int opcode) {
        return NAMES.getOrDefault(opcode, "opcode " + opcode);
    }
}
