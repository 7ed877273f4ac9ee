// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.differential.Request.Touch;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Where Apache's server and Paddock may differ, and why. Everything else must be equal.
 *
 * <p>Requests that would meet a difference of behaviour are not sent. After such a request the two trees
 * would differ, and nothing more could be compared. A test of its own covers each of these points and is
 * named here.
 */
enum KnownDifference {
    // --- compared under other names, by Names and FrameText

    /** Each run has its own clock. That all which one txn did carries one time is checked. */
    TIMES("clocks differ"),
    /** Ids hold a clock reading; passwords are a function of the id, which is checked. */
    SESSION_IDS("ids are made of a clock"),
    /** Counted from the program's start, so that one program can be played alone or behind others. */
    ZXIDS("earlier programs consumed some"),
    /** Lists of children, ephemerals and identities are sets: no server promises an order. */
    UNORDERED_LISTS("sets have no order"),
    /** The events of the ephemerals that end with one session, all with the zxid of its end, come in no particular order. */
    ENDED_EPHEMERALS("a session's ephemerals are a set"),

    /** An entry of scheme auth becomes one for each of the connection's users: of those with equal permissions the order is not compared. */
    ORDER_OF_AUTH_ENTRIES("a connection's users are a set"),
    /**
     * Apache sends the results until the error after the header of an undecodable multiRead. Clients read no
     * body there.
     */
    BODY_OF_REFUSED_MULTI_READ("Apache has a body that should be absent"),

    // --- never sent

    /** On its way through Apache's multi a character beyond the basic plane in an ACL's id becomes two replacement characters. */
    SUPPLEMENTARY_CHARACTERS_IN_MULTI("Apache does not read such characters as it writes them"),
    /** Apache applies it, fails, and ends; nor does it start again from the log that holds it. Paddock answers -8. */
    QUOTA_ON_ROOT(
            "kills Apache's server permanently",
            one(touch -> touch.isCreate() && "/zookeeper/quota/zookeeper_limits".equals(touch.path()))),
    /** With quotas enforced Apache answers -5 to every write below limits that it cannot read. In Paddock those limit nothing. */
    UNREADABLE_LIMITS("anybody may write that znode"),
    /** Apache ends when it has to change a usage text that it cannot read, at once and at each later start. Paddock refuses it with -8. */
    UNREADABLE_USAGE("kills Apache's server permanently"),
    /** Apache keeps foreign keys that a client has put into a usage text. Paddock drops them at the next change. */
    FOREIGN_KEYS_IN_USAGE("they mean nothing"),
    /** While it is pending, and only then, Apache takes a container created with ephemeral flags for an ephemeral znode. */
    PENDING_EPHEMERAL_CONTAINER(
            "Apache's pending view has another owner than the tree", (batch, profile) -> batch.stream()
                    .flatMap(each -> each.touches().stream())
                    .anyMatch(touch -> touch.opcode() == Request.CREATE_CONTAINER
                            && (touch.flags() & 1) != 0
                            && (touch.inMulti() || batch.size() > 1))),
    /** Passes Apache's validation, is logged, kills it on apply and at each later start. Paddock answers -8. */
    CREATE_TTL_WITHOUT_TTL_FLAGS(
            "kills Apache's server permanently",
            one(touch -> touch.opcode() == Request.CREATE_TTL
                    && !touch.inMulti()
                    && touch.flags() >= 0
                    && touch.flags() < 5
                    && touch.ttlMillis() < 0)),
    /** Apache makes a znode that is a container in name only. Paddock answers -8. */
    CREATE_WITH_CONTAINER_FLAG(
            "Apache stores a plain znode",
            one(touch -> (touch.opcode() == Request.CREATE || touch.opcode() == Request.CREATE2)
                    && !touch.inMulti()
                    && touch.flags() == 4)),
    /** Meant for servers among themselves; Apache serves them without any check. Paddock answers -6 and closes. */
    SERVER_ONLY_OPCODES("Apache lets clients delete without permission", (batch, profile) -> batch.stream()
            .anyMatch(each -> each.opcode() == Request.CREATE_SESSION || each.opcode() == Request.DELETE_CONTAINER)),
    /** By timing, Apache drops requests behind a closeSession, or answers -112 and gives zxids to them. Paddock drops them. */
    BEHIND_CLOSE_SESSION("Apache's answer depends on timing", (batch, profile) -> batch.stream()
            .limit(batch.size() - 1L)
            .anyMatch(each -> each.opcode() == Request.CLOSE_SESSION)),
    /** Apache counts the root as one of the znodes below it when it is asked by the empty path. */
    EMPTY_PATH_COUNTS_ROOT(
            "Apache has the root under two names",
            one(touch -> touch.opcode() == Request.GET_ALL_CHILDREN_NUMBER && "".equals(touch.path()))),
    /** Apache answers out of order, or loses the replies to what came before; Paddock answers in order. */
    OVERTAKING_ANSWERS(
            "auth, sasl and unknown opcodes overtake in Apache",
            (batch, profile) -> batch.size() > 1
                    && batch.stream()
                            .anyMatch(each -> each.isUnknown()
                                    || each.opcode() == Request.AUTH
                                    || each.opcode() == Request.SASL)),
    /** Apache judges what is pipelined behind a setACL by the old ACL, or not, by timing. Paddock: by the new one. */
    PIPELINED_SET_ACL(
            "Apache's pending view does not know new ACLs",
            (batch, profile) -> batch.size() > 1
                    && batch.subList(0, batch.size() - 1).stream().anyMatch(each -> each.opcode() == Request.SET_ACL)),
    /** Apache keeps pending changes of the root under two keys that do not see each other. */
    PIPELINED_ROOT(
            "Apache's root has two entries in the pending view",
            (batch, profile) -> batch.size() > 1
                    && batch.stream()
                            .flatMap(each -> each.touches().stream())
                            .anyMatch(touch -> "/".equals(touch.path()) && touch.changesData())),
    /** Apache's quota check does not see what is pending: a multi, or a pipeline, gets past the limit. Paddock counts it. */
    PENDING_QUOTA(
            "Apache's quota ignores pending changes",
            (batch, profile) -> profile.extended()
                    && batch.stream().mapToLong(each -> each.touches().size()).sum() > 1
                    && batch.stream()
                            .flatMap(each -> each.touches().stream())
                            .anyMatch(touch -> touch.changesData()
                                    && touch.path() != null
                                    && touch.path().contains("/q")));

    private final String reason;
    private final BiPredicate<List<Request>, Profile> touched;

    /** Not compared as it is. */
    KnownDifference(String reason) {
        this(reason, (batch, profile) -> false);
    }

    /** Not sent. @param touched whether requests, sent without waiting for replies in between, would run into it */
    KnownDifference(String reason, BiPredicate<List<Request>, Profile> touched) {
        this.reason = reason;
        this.touched = touched;
    }

    /** Whether these requests, sent without waiting for replies in between, would run into any of these. */
    static boolean excludes(List<Request> batch, Profile profile) {
        for (KnownDifference each : values()) {
            if (each.touched.test(batch, profile)) {
                return true;
            }
        }
        return false;
    }

    private static BiPredicate<List<Request>, Profile> one(java.util.function.Predicate<Touch> touched) {
        return (batch, profile) ->
                batch.stream().flatMap(each -> each.touches().stream()).anyMatch(touched);
    }

    @Override
    public String toString() {
        return name() + ": " + reason;
    }
}
