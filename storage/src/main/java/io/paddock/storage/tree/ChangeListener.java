// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/**
 * Receives each visible change, in order, while the gate is held. It receives each part of a multi
 * separately. The path of the root is "/". A listener may read the arguments only during the call.
 */
public interface ChangeListener {
    /** Ignores all changes, for replay. */
    ChangeListener NONE = new ChangeListener() {
        @Override
        public void created(String path, Znode znode, Znode parent) {}

        @Override
        public void deleted(String path, Znode znode, Znode parent) {}

        @Override
        public void dataChanged(String path, Znode znode) {}
    };

    /** @param parent the znode whose path is the text before the path's last slash */
    void created(String path, Znode znode, Znode parent);

    /** @param znode already detached from {@code parent}, its data, stat and ACL still readable */
    void deleted(String path, Znode znode, Znode parent);

    void dataChanged(String path, Znode znode);
}
