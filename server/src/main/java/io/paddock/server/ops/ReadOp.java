// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.ZnodeTree;

/** One kind of read. It reads the request's body and writes the reply's body directly. */
interface ReadOp {
    /**
     * @param out takes the reply's body; what is written is dropped unless the answer is OK
     * @return the code for the header, or null when the request must be offered again later
     * @throws io.paddock.protocol.jute.MalformedFrame when the body is not a request of this kind
     */
    ErrorCode answer(JuteReader body, Asker asker, ZnodeTree tree, JuteWriter out);
}
