// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteWriter;

/** A part that a multi may hold. */
public sealed interface MultiOp permits CreateRequest, DeleteRequest, SetDataRequest, CheckRequest {
    /** @return the opcode under which the part is sent */
    OpCode op();

    /** @return the path of its znode */
    String path();

    /** Writes the part's record, without its header. */
    void write(JuteWriter out);
}
