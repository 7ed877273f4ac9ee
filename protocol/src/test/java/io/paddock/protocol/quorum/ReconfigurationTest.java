// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.Bytes;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Which txns change the ensemble. */
class ReconfigurationTest {
    private static final EnsembleConfig CONFIG =
            EnsembleConfig.parse("server.1=a:1:2:participant\nserver.2=b:1:2:observer\nversion=100000007");

    private static Payload txn(OpCode type, byte[] data) {
        LoggedTxn txn = new LoggedTxn(
                new TxnHeader(7, 1, 0x100000007L, 0, type), new Txn.SetData(type, "/zookeeper/config", data, -1), null);
        return new Payload(Bytes.written(txn::write));
    }

    @Test
    void aReconfigurationCarriesTheWholeConfiguration() {
        assertThat(Reconfiguration.in(txn(OpCode.RECONFIG, CONFIG.payload().bytes())))
                .contains(CONFIG);
    }

    @Test
    void sameWriteWithAnotherTypeIsNoReconfiguration() {
        assertThat(Reconfiguration.in(txn(OpCode.SET_DATA, CONFIG.payload().bytes())))
                .isEmpty();
        assertThat(Reconfiguration.in(Payload.ofText("short"))).isEmpty();
    }

    @Test
    void reconfigurationWithoutAConfigurationIsRefused() {
        assertThatThrownBy(() -> Reconfiguration.in(txn(OpCode.RECONFIG, null))).isInstanceOf(MalformedFrame.class);
        assertThatThrownBy(
                        () -> Reconfiguration.in(txn(OpCode.RECONFIG, "no text".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(MalformedFrame.class);
        byte[] whole = txn(OpCode.RECONFIG, CONFIG.payload().bytes()).bytes();
        for (int length = TxnHeader.BYTES; length < whole.length; length++) {
            Payload cut = new Payload(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Reconfiguration.in(cut)).isInstanceOf(MalformedFrame.class);
        }
    }
}
