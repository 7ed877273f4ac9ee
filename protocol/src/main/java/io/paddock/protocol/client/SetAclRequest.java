// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.client;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import java.util.List;

/**
 * Replaces a znode's ACL.
 *
 * @param version expected <em>aversion</em>, or -1 for any
 */
public record SetAclRequest(String path, List<Acl> acl, int version) {
    public static SetAclRequest read(JuteReader in) {
        return new SetAclRequest(in.readString(), in.readAcls(), in.readInt());
    }

    public void write(JuteWriter out) {
        out.writeString(path).writeAcls(acl).writeInt(version);
    }
}
