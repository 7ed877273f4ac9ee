// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.charset.StandardCharsets;

/**
 * The members of the ensemble as a tree's {@code /zookeeper/config} has them. For a whole history, this is
 * the last configuration proposed in it.
 */
final class ShownEnsemble {
    private ShownEnsemble() {}

    /** @return the configuration, or null when the tree holds none that can be read */
    static EnsembleConfig in(ZnodeTree tree) {
        Znode config = tree.find("/zookeeper/config");
        byte[] text = config == null ? null : config.data();
        if (text == null || text.length == 0) {
            return null;
        }
        try {
            return EnsembleConfig.parse(new String(text, StandardCharsets.UTF_8));
        } catch (MalformedFrame notAConfiguration) {
            return null;
        }
    }
}
