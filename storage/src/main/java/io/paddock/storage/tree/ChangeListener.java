// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/**
 * Told of each visible change while the gate is held, in order; of a multi part by part. Paths of the root are "/".
 * What it is given may be read during the call only.
 */
public interface ChangeListener {
    /** Hears nothing: replay. */
    ChangeListener NONE = new ChangeListener() {
        @Override
        public void created(String path, Znode znode, Znode parent) {}

        @Override
        public void deleted(String path, Znode znode, Znode parent) {}

        @Override
        public void dataChanged(String path, Znode znode) {}
    };

    /** @param parent the znode at the text before the path's last slash */
    void created(String path, Znode znode, Znode parent);

    /** @param znode already detached from {@code parent}, its data, stat and ACL still readable */
    void deleted(String path, Znode znode, Znode parent);

    void dataChanged(String path, Znode znode);
}
