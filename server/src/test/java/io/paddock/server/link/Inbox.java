// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import static org.awaitility.Awaitility.await;

import io.paddock.protocol.quorum.Notification;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records what one member receives. */
final class Inbox implements ElectionLinks.Listener {
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    record Heard(long from, Notification notification) {}

    @Override
    public void received(long from, Notification notification) {
        heard.add(new Heard(from, notification));
    }

    void awaitRound(long from, long round) {
        await().until(() -> heard.stream()
                .anyMatch(each -> each.from() == from && each.notification().round() == round));
    }

    List<Heard> heard() {
        return List.copyOf(heard);
    }
}
