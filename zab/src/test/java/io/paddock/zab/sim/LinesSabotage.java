// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Event;
import io.paddock.zab.member.Rules;
import io.paddock.zab.member.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Planted bugs that matter while members have different lists. */
final class LinesSabotage {
    private LinesSabotage() {}

    static Sabotage strangersCount() {
        return new Sabotage() {
            @Override
            Rules rules() {
                return Rules.ZAB.with((config, isIn) -> {
                    long in = LongStream.rangeClosed(1, Options.MEMBERS_MAX)
                            .filter(isIn::test)
                            .count();
                    return in > Change.voters(config) / 2;
                });
            }
        };
    }

    static Sabotage followsWithoutAQuorum() {
        return new Sabotage() {
            @Override
            List<Event> events(long sid, Event event) {
                if (!(event instanceof Event.Notified told) || told.vote().state() != PeerState.LEADING) {
                    return List.of(event);
                }
                Notification vote = told.vote();
                List<Event> events = new ArrayList<>(List.of(event));
                LongStream.rangeClosed(1, Options.MEMBERS_MAX)
                        .filter(other -> other != sid && other != told.from())
                        .mapToObj(other -> new Event.Notified(
                                other, Vote.of(vote).notification(PeerState.FOLLOWING, vote.round(), vote.config())))
                        .forEach(events::add);
                return events;
            }
        };
    }

    static Sabotage twoMembersChangedAtOnce() {
        return new Sabotage() {
            @Override
            boolean changesTwoMembersAtOnce() {
                return true;
            }
        };
    }
}
