// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.CommitAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.protocol.quorum.Reconfiguration;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.ensemble.QuorumRule;
import io.paddock.zab.member.HistoryPosition;
import io.paddock.zab.member.Rules;
import io.paddock.zab.member.Vote;
import io.paddock.zab.sim.Run.Weather;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Bugs that implementations of Zab have had, or could have, each planted from outside of the core. */
enum Mutation {
    /** Every proposal is acked as soon as it has been handed to the disk. */
    ACK_BEFORE_SYNC(() -> new Sabotage() {
        @Override
        boolean answersBeforeSync(long sid, Effect effect) {
            return effect instanceof Effect.Append;
        }
    }),
    /** A failed sync is tried again, works, and is believed. */
    FAILED_SYNC_RETRIED(() -> new Sabotage() {
        @Override
        boolean retriesFailedSyncs() {
            return true;
        }
    }),
    /** The promise is given before it is on disk. */
    PROMISE_BEFORE_SAVED(35_100, () -> new Sabotage() {
        @Override
        boolean answersBeforeSync(long sid, Effect effect) {
            return effect instanceof Effect.SaveAcceptedEpoch;
        }
    }),
    /** NEWLEADER is acked before currentEpoch is on disk. */
    NEWLEADER_ACK_BEFORE_EPOCH(() -> new Sabotage() {
        @Override
        boolean answersBeforeSync(long sid, Effect effect) {
            return effect instanceof Effect.SaveCurrentEpoch;
        }
    }),
    /** currentEpoch is on disk before the history it stands for (ZOOKEEPER-4643, -4785). */
    EPOCH_BEFORE_HISTORY(() -> new Sabotage() {
        private final Set<Long> serving = new HashSet<>();

        @Override
        List<Effect> effects(long sid, List<Effect> effects) {
            effects.stream().filter(Effect.Serve.class::isInstance).forEach(each -> serving.add(sid));
            effects.stream().filter(Effect.Become.class::isInstance).forEach(each -> serving.remove(sid));
            return effects;
        }

        @Override
        boolean answersBeforeSync(long sid, Effect effect) {
            return effect instanceof Effect.Append && !serving.contains(sid);
        }

        @Override
        boolean jumpsTheQueue(Effect effect) {
            return effect instanceof Effect.SaveCurrentEpoch;
        }
    }),
    /** acceptedEpoch is never saved. */
    PROMISE_FORGOTTEN(() -> new Sabotage() {
        @Override
        boolean forgets(Effect effect) {
            return effect instanceof Effect.SaveAcceptedEpoch;
        }
    }),
    /** currentEpoch is never saved. */
    EPOCH_FORGOTTEN(10_300, () -> new Sabotage() {
        @Override
        boolean forgets(Effect effect) {
            return effect instanceof Effect.SaveCurrentEpoch;
        }
    }),
    /** A leader hears that a connection has ended only when time has passed. */
    CLOSED_LINK_HEARD_LATE(() -> new Sabotage() {
        private final Map<Long, List<Event>> ended = new TreeMap<>();

        @Override
        List<Event> events(long sid, Event event) {
            List<Event> late = ended.computeIfAbsent(sid, any -> new ArrayList<>());
            if (event instanceof Event.LearnerGone) {
                late.add(event);
                return List.of();
            } else if (event instanceof Event.Tick) {
                List<Event> told = new ArrayList<>(late);
                told.add(event);
                late.clear();
                return told;
            }
            return List.of(event);
        }
    }),
    /** Half of the voters decide, rounded down. */
    QUORUM_OFF_BY_ONE(() -> new Sabotage() {
        @Override
        Rules rules() {
            QuorumRule half = (config, isIn) -> {
                List<Long> voters = config.members().values().stream()
                        .filter(each -> !each.observer())
                        .map(EnsembleMember::sid)
                        .toList();
                return voters.stream().filter(isIn::test).count() >= Math.max(1, voters.size() / 2);
            };
            return new Rules(half, Rules.ZAB.histories(), Rules.ZAB.votes());
        }
    }),
    /** A leader takes followers whose history is newer than its own, and election looks at ids alone. */
    ANY_HISTORY_WILL_DO(() -> new Sabotage() {
        @Override
        Rules rules() {
            return new Rules(Rules.ZAB.quorum(), (one, other) -> 0, Comparator.comparingLong(Vote::leader));
        }
    }),
    /** The last zxid decides whose history is newest, whatever epochs were established since. */
    HISTORY_BY_ZXID_ALONE(8_450, () -> new Sabotage() {
        @Override
        Rules rules() {
            return new Rules(
                    Rules.ZAB.quorum(),
                    Comparator.comparingLong(HistoryPosition::lastZxid),
                    Comparator.comparingLong(Vote::zxid).thenComparingLong(Vote::leader));
        }
    }),
    /** A vote of an earlier round counts in the present one, and nobody checks histories afterwards. */
    STALE_VOTE_ACCEPTED(() -> new Sabotage() {
        private final Map<Long, Long> rounds = new TreeMap<>();

        @Override
        Rules rules() {
            return new Rules(Rules.ZAB.quorum(), (one, other) -> 0, Rules.ZAB.votes());
        }

        @Override
        List<Effect> effects(long sid, List<Effect> effects) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Notify told && told.vote().state() == PeerState.LOOKING) {
                    rounds.put(sid, told.vote().round());
                }
            }
            return effects;
        }

        @Override
        List<Event> events(long sid, Event event) {
            if (event instanceof Event.Notified told && told.vote().round() < rounds.getOrDefault(sid, 0L)) {
                Notification vote = told.vote();
                return List.of(new Event.Notified(
                        told.from(), Vote.of(vote).notification(vote.state(), rounds.get(sid), vote.config())));
            }
            return List.of(event);
        }
    }),
    /** A promise that may have been given to another leader already is counted. */
    PROMISE_COUNTED_TWICE(() -> new Sabotage() {
        @Override
        List<Event> events(long sid, Event event) {
            if (event instanceof Event.LearnerSaid said
                    && said.message() instanceof AckEpoch ack
                    && ack.currentEpoch() == AckEpoch.NOT_COUNTED) {
                return List.of(new Event.LearnerSaid(said.link(), new AckEpoch(ack.lastZxid(), 0)));
            }
            return List.of(event);
        }
    }),
    /** Followers receive a commit together with its proposal. */
    COMMIT_BEFORE_QUORUM(() -> new Sabotage() {
        private final Set<Long> serving = new HashSet<>();

        @Override
        List<Effect> effects(long sid, List<Effect> effects) {
            List<Effect> others = new ArrayList<>();
            for (Effect effect : effects) {
                if (effect instanceof Effect.Become) {
                    serving.remove(sid);
                } else if (effect instanceof Effect.Serve) {
                    serving.add(sid);
                }
                boolean isLive = serving.contains(sid) && effect instanceof Effect.ToLearner;
                if (!isLive || !(((Effect.ToLearner) effect).message() instanceof Commit)) {
                    others.add(effect);
                }
                if (isLive && ((Effect.ToLearner) effect).message() instanceof Proposal proposal) {
                    others.add(new Effect.ToLearner(((Effect.ToLearner) effect).link(), new Commit(proposal.zxid())));
                }
            }
            return others;
        }
    }),
    /** Of two proposals written together, the later is written first. */
    OUT_OF_ORDER(() -> new Sabotage() {
        @Override
        List<Effect> effects(long sid, List<Effect> effects) {
            List<Effect> others = new ArrayList<>(effects);
            for (int i = 1; i < others.size(); i++) {
                if (others.get(i) instanceof Effect.Append && others.get(i - 1) instanceof Effect.Append) {
                    others.add(i - 1, others.remove(i));
                }
            }
            return others;
        }
    }),
    /** A cut leaves one record too many (golden stream 90). */
    CUT_LEAVES_ONE(() -> new Sabotage() {
        @Override
        int leftByCut() {
            return 1;
        }
    }),
    /** A cut is reported and not made. */
    CUT_FORGOTTEN(() -> new Sabotage() {
        @Override
        boolean forgets(Effect effect) {
            return effect instanceof Effect.Truncate;
        }
    }),
    /** A snapshot is reported as installed and is not. */
    SNAPSHOT_FORGOTTEN(() -> new Sabotage() {
        @Override
        boolean forgets(Effect effect) {
            return effect instanceof Effect.InstallSnapshot;
        }
    }),
    /** The acks of a lost connection still count, though their learner has been cut since (golden stream 93). */
    PHANTOM_ACK(2_050, () -> new Sabotage() {
        private final Map<Long, Long> sids = new TreeMap<>();
        private final Map<Long, Long> acked = new TreeMap<>();

        @Override
        List<Event> events(long sid, Event event) {
            if (!(event instanceof Event.LearnerSaid said)) {
                return List.of(event);
            }
            if (said.message() instanceof Hello hello) {
                sids.put(said.link(), hello.info().sid());
            } else if (said.message() instanceof Ack ack && Zxid.counterOf(ack.zxid()) != 0) {
                acked.merge(sids.get(said.link()), ack.zxid(), Math::max);
            } else if (said.message() instanceof Ack ack) {
                long before = acked.getOrDefault(sids.get(said.link()), 0L);
                if (Zxid.epochOf(before) == Zxid.epochOf(ack.zxid())) {
                    return List.of(event, new Event.LearnerSaid(said.link(), new Ack(before)));
                }
            }
            return List.of(event);
        }
    }),
    /** A DIFF is served from a log with a hole in it (golden stream 92, ZOOKEEPER-2846). */
    HOLE_IN_THE_LOG(190, () -> new Sabotage() {
        @Override
        boolean ignoresHoles() {
            return true;
        }
    }),
    /** A follower lets clients in as soon as it has taken over the history, whether or not a quorum has. */
    SERVES_BEFORE_A_QUORUM(() -> new Sabotage() {
        private final Map<Long, Long> attempts = new TreeMap<>();

        @Override
        List<Event> events(long sid, Event event) {
            if (event instanceof Event.LeaderSaid said && said.message() instanceof NewLeader) {
                attempts.put(sid, said.attempt());
            } else if (event instanceof Event.CurrentEpochSaved && attempts.containsKey(sid)) {
                return List.of(event, new Event.LeaderSaid(attempts.get(sid), new UpToDate()));
            } else if (event instanceof Event.LeaderSaid said && said.message() instanceof UpToDate) {
                return attempts.remove(sid) == null ? List.of(event) : List.of();
            }
            return List.of(event);
        }
    }),
    /** A reconfiguration is committed by the voters of the new configuration alone. */
    OLD_VOTERS_IGNORED(() -> new Sabotage() {
        private long newest;

        @Override
        Rules rules() {
            return ruledBy((config, isIn) -> {
                newest = Math.max(newest, config.version());
                return config.version() < newest || QuorumRule.ZOOKEEPER.isQuorum(config, isIn);
            });
        }
    }),
    /** A reconfiguration, and everything behind it, is committed by the voters of the old configuration alone. */
    NEW_VOTERS_IGNORED(() -> new Sabotage() {
        private final Set<Long> inForce = new HashSet<>();

        @Override
        List<Effect> effects(long sid, List<Effect> effects) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Configure configure) {
                    inForce.add(configure.committed().version());
                }
            }
            return effects;
        }

        @Override
        Rules rules() {
            return ruledBy((config, isIn) -> config.version() != 0 && !inForce.contains(config.version())
                    || QuorumRule.ZOOKEEPER.isQuorum(config, isIn));
        }
    }),
    /** Followers take a reconfiguration for committed as soon as it is proposed. */
    RECONFIGURED_BEFORE_A_QUORUM(() -> new Sabotage() {
        @Override
        List<Effect> effects(long sid, List<Effect> effects) {
            List<Effect> others = new ArrayList<>();
            for (Effect effect : effects) {
                boolean isTold = effect instanceof Effect.ToLearner;
                if (isTold && ((Effect.ToLearner) effect).message() instanceof CommitAndActivate) {
                    continue;
                }
                others.add(effect);
                if (isTold
                        && ((Effect.ToLearner) effect).message() instanceof Proposal proposal
                        && Reconfiguration.in(proposal.txn()).isPresent()) {
                    others.add(new Effect.ToLearner(
                            ((Effect.ToLearner) effect).link(), new CommitAndActivate(proposal.zxid(), sid)));
                }
            }
            return others;
        }
    }),
    /** A member that starts knows only the configuration in force, not the one that its log proposes. */
    PROPOSED_CONFIGURATION_FORGOTTEN(350, () -> new Sabotage() {
        @Override
        boolean forgetsProposedConfigurations() {
            return true;
        }
    }),
    /** A snapshot says nothing about the ensemble. */
    SNAPSHOT_WITHOUT_CONFIGURATION(() -> new Sabotage() {
        @Override
        List<Event> events(long sid, Event event) {
            return List.of(
                    event instanceof Event.SnapshotInstalled installed
                            ? new Event.SnapshotInstalled(installed.zxid())
                            : event);
        }
    }),
    /** A snapshot replaces a history, and the old files are not kept. */
    SNAPSHOT_KEEPS_NOTHING(() -> new Sabotage() {
        @Override
        List<Effect> effects(long sid, List<Effect> effects) {
            return effects.stream()
                    .map(each -> each instanceof Effect.InstallSnapshot install
                            ? new Effect.InstallSnapshot(install.attempt(), install.zxid(), false)
                            : each)
                    .toList();
        }
    }),
    /** An ensemble that forms while a voter's past is unknown begins with the next free epoch, so what that voter brings back is newer. */
    FOUNDERS_BEGIN_WITH_EPOCH_1(Run.Weather.LOSSES, () -> new Sabotage() {
        @Override
        FirstEpoch firstEpoch(FirstEpoch right) {
            return new FirstEpoch(right.waitMillis(), 0);
        }
    }),
    /** The same, and a leader that a quorum follows gives way to a newer history as it does to a higher promise. */
    LEADER_GIVES_WAY_TO_A_NEWER_HISTORY(Run.Weather.LOSSES, () -> new Sabotage() {
        private final Set<Long> leading = new HashSet<>();

        @Override
        FirstEpoch firstEpoch(FirstEpoch right) {
            return new FirstEpoch(right.waitMillis(), 0);
        }

        @Override
        List<Effect> effects(long sid, List<Effect> effects) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Become become) {
                    leading.remove(sid);
                    if (become.state() == PeerState.LEADING) {
                        leading.add(sid);
                    }
                }
            }
            return effects;
        }

        @Override
        List<Event> events(long sid, Event event) {
            if (leading.contains(sid)
                    && event instanceof Event.Notified told
                    && told.vote().state() == PeerState.LOOKING) {
                Notification vote = told.vote();
                return List.of(new Event.Notified(
                        told.from(),
                        Notification.of(vote.state(), vote.leader(), vote.zxid(), vote.round(), 0, vote.config())));
            }
            return List.of(event);
        }
    }),
    /** A member with an empty disk believes that it is new, though others have been in an ensemble before. */
    EMPTY_DISK_TRUSTED(Run.Weather.LOSSES, () -> new Sabotage() {
        @Override
        boolean trustsEmptyDisks() {
            return true;
        }
    }),
    /** Nobody says that two histories are in conflict. */
    CONFLICT_NOT_SAID(Run.Weather.LOSSES, () -> new Sabotage() {
        @Override
        List<Effect> effects(long sid, List<Effect> effects) {
            return effects.stream()
                    .filter(each -> !(each instanceof Effect.ReportConflict))
                    .toList();
        }
    }),
    /** A member whose disk was lost votes and promises as if it had never known anything. */
    LOST_DISK_VOTES(300, () -> new Sabotage() {
        @Override
        boolean forgetsThatItForgot() {
            return true;
        }
    }),
    /** Every server that follows, acks or votes counts in a quorum, also one that the list lacks. */
    STRANGERS_COUNT(Weather.LINES, LinesSabotage::strangersCount),
    /** A member believes a leader on its own word, as if all members of its list had said that they follow it. */
    FOLLOWS_WITHOUT_A_QUORUM(Weather.LINES, LinesSabotage::followsWithoutAQuorum),
    /** No bug of a member: an operator changes the lines of two members in one go, and does not wait between changes. */
    TWO_MEMBERS_CHANGED_AT_ONCE(Weather.LINES, LinesSabotage::twoMembersChangedAtOnce);

    private static Rules ruledBy(QuorumRule quorum) {
        return new Rules(quorum, Rules.ZAB.histories(), Rules.ZAB.votes());
    }

    private final Weather weather;
    private final long firstSeed;
    private final Supplier<Sabotage> planted;

    Mutation(Supplier<Sabotage> planted) {
        this(1, planted);
    }

    Mutation(Weather weather, Supplier<Sabotage> planted) {
        this(weather, 1, planted);
    }

    Mutation(long firstSeed, Supplier<Sabotage> planted) {
        this(Weather.USUAL, firstSeed, planted);
    }

    Mutation(long firstSeed, Weather weather, Supplier<Sabotage> planted) {
        this(weather, firstSeed, planted);
    }

    Mutation(Weather weather, long firstSeed, Supplier<Sabotage> planted) {
        this.firstSeed = firstSeed;
        this.weather = weather;
        this.planted = planted;
    }

    /** What the seeds that may catch it draw. */
    Weather weather() {
        return weather;
    }

    /** Where to begin: 1, or for a bug that few seeds meet, shortly before the first one that does. */
    long firstSeed() {
        return firstSeed;
    }

    Supplier<Sabotage> planted() {
        return planted;
    }
}
