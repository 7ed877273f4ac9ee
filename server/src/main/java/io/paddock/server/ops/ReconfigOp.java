// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import static io.paddock.protocol.ErrorCode.BAD_ARGUMENTS;
import static io.paddock.protocol.ErrorCode.BAD_VERSION;
import static io.paddock.protocol.ErrorCode.MARSHALLING_ERROR;
import static io.paddock.protocol.ErrorCode.NEW_CONFIG_NO_QUORUM;
import static io.paddock.protocol.ErrorCode.NO_AUTH;
import static io.paddock.protocol.ErrorCode.RECONFIG_DISABLED;
import static io.paddock.protocol.ErrorCode.RECONFIG_IN_PROGRESS;
import static io.paddock.protocol.ErrorCode.UNIMPLEMENTED;
import static io.paddock.server.ops.WriteOp.refused;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ReconfigRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.txn.Txn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * reconfig: decides which members the ensemble has from now on. The outcome is the text of the new
 * configuration, which is written to its znode. The new configuration is in force once the txn is committed.
 * The members agree on that in zab, where votes are counted (docs/protocol/members.md, "Reconfiguration").
 */
final class ReconfigOp implements WriteOp<ReconfigRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ReconfigOp.class);
    private static final String CONFIG = "/zookeeper/config";
    private static final int ANY_VERSION = -1;
    /** The znode's own version never counts. The text contains the configuration's version. */
    private static final int ZNODE_VERSION = -1;

    private final boolean enabled;
    private final Electorate electorate;

    /** @param electorate null on a standalone server, which has no members to change */
    ReconfigOp(boolean enabled, Electorate electorate) {
        this.enabled = enabled;
        this.electorate = electorate;
    }

    @Override
    public ReconfigRequest decode(OpCode op, JuteReader in) {
        return ReconfigRequest.read(in);
    }

    @Override
    public Txn prepare(ReconfigRequest request, Caller caller, PendingTree tree) {
        if (!enabled) {
            return refused(RECONFIG_DISABLED);
        }
        if (electorate == null) {
            return refused(UNIMPLEMENTED);
        }
        EnsembleConfig last = electorate.lastSeen();
        if (last.version() != electorate.committed().version() || tree.isPending(CONFIG)) {
            return refused(RECONFIG_IN_PROGRESS);
        }
        if (request.configVersion() != ANY_VERSION && request.configVersion() != last.version()) {
            return refused(BAD_VERSION);
        }
        try {
            return judge(NextMembers.of(request, last, tree.zxid()), caller, tree);
        } catch (MalformedFrame e) {
            return refuse(BAD_ARGUMENTS, e.getMessage(), caller, tree);
        } catch (NumberFormatException e) {
            return refuse(MARSHALLING_ERROR, "a server's id is no number: " + e.getMessage(), caller, tree);
        }
    }

    private Txn judge(EnsembleConfig next, Caller caller, PendingTree tree) {
        long voters = next.members().keySet().stream().filter(next::isVoter).count();
        if (voters < electorate.votersMin()) {
            return refuse(BAD_ARGUMENTS, "it leaves " + voters + " voters", caller, tree);
        }
        if (!electorate.isReadyFor(next)) {
            String why = "no quorum of its voters is connected and synchronised: start those that join first";
            return refuse(NEW_CONFIG_NO_QUORUM, why, caller, tree);
        }
        if (!may(caller, tree)) {
            return refused(NO_AUTH);
        }
        byte[] text = next.payload().bytes();
        PendingZnode znode = tree.find(CONFIG);
        tree.change(znode, znode.withData(text, ZNODE_VERSION, tree.zxid(), tree.timeMillis()));
        return new Txn.SetData(OpCode.RECONFIG, CONFIG, text, ZNODE_VERSION);
    }

    private static boolean may(Caller caller, PendingTree tree) {
        PendingZnode znode = tree.find(CONFIG);
        return znode != null && caller.may(Acl.WRITE, znode.acl());
    }

    // The client gets only an error code. An operator who typed the request needs the reason in the log.
    // Clients without permission get no log line, because they could fill the log.
    private static Txn refuse(ErrorCode error, String why, Caller caller, PendingTree tree) {
        if (may(caller, tree)) {
            LOG.warn("Reconfiguration refused with {}: {}", error, why.replaceAll("\\p{Cntrl}", " "));
        }
        return refused(error);
    }
}
