// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.storage.tree.ZnodeTree;

/** One kind of read: from a request's body straight to the reply's body. */
interface ReadOp {
    /**
     * @param out where the body goes; what is written is dropped unless the answer is OK
     * @return the code for the header, or null when the request must be offered again later
     * @throws io.paddock.protocol.jute.MalformedFrame when the body is not one of this operation
     */
    ErrorCode answer(JuteReader body, Asker asker, ZnodeTree tree, JuteWriter out);
}
