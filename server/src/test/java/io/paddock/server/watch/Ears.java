// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import java.util.ArrayList;
import java.util.List;

/** A watcher that records the events that it receives, as "type path". */
final class Ears implements Watcher {
    final List<String> heard = new ArrayList<>();
    final List<WatchEvent> events = new ArrayList<>();
    final Subscriber subscriber;

    Ears(WatchTable table) {
        subscriber = table.register(this);
    }

    @Override
    public void notify(WatchEvent event) {
        heard.add(event.type() + " " + event.path());
        events.add(event);
    }

    /** The events since the last call. */
    List<String> heard() {
        List<String> all = List.copyOf(heard);
        heard.clear();
        return all;
    }
}
