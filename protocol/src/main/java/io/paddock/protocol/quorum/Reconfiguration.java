// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A txn that changes the members of the ensemble. It writes the configuration's text to its znode, under a
 * type of its own.
 */
public final class Reconfiguration {
    private static final int TYPE_AT = TxnHeader.BYTES - Integer.BYTES;

    private Reconfiguration() {}

    /**
     * Returns the configuration that an encoded txn proposes, if it is a reconfiguration. For any other txn,
     * this only looks at its type.
     *
     * @throws MalformedFrame when it is a reconfiguration whose text is no configuration
     */
    public static Optional<EnsembleConfig> in(Payload txn) {
        if (txn.length() < TxnHeader.BYTES || typeOf(txn.bytes()) != OpCode.RECONFIG.code()) {
            return Optional.empty();
        }
        LoggedTxn logged = LoggedTxn.read(new JuteReader(Unpooled.wrappedBuffer(txn.bytes())));
        byte[] text = ((Txn.SetData) logged.txn()).data();
        if (text == null) {
            throw new MalformedFrame("a reconfiguration without a configuration");
        }
        return Optional.of(EnsembleConfig.parse(new String(text, StandardCharsets.UTF_8)));
    }

    private static int typeOf(byte[] txn) {
        return txn[TYPE_AT] << 24
                | (txn[TYPE_AT + 1] & 0xff) << 16
                | (txn[TYPE_AT + 2] & 0xff) << 8
                | txn[TYPE_AT + 3] & 0xff;
    }
}
