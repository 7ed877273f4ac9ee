// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was odd about the files of this start. Each warning is logged when it is found, and kept. */
final class Warnings {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final List<String> texts = new ArrayList<>();

    void add(String text) {
        LOG.warn(text);
        texts.add(text);
    }

    void add(String text, Throwable cause) {
        LOG.warn(text, cause);
        texts.add(text);
    }

    List<String> texts() {
        return List.copyOf(texts);
    }
}
