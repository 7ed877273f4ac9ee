// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.Inform;
import io.paddock.protocol.quorum.LeaderMessage.InformAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.protocol.quorum.LearnerMessage.Pong;
import io.paddock.protocol.quorum.LearnerMessage.Request;
import io.paddock.protocol.quorum.LearnerMessage.Revalidate;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.LogSpot;
import io.paddock.zab.leader.Follower.Stage;
import io.paddock.zab.learner.CommitListener;
import io.paddock.zab.member.LoggedProposal;
import io.paddock.zab.member.Member;
import java.util.Optional;

/**
 * Serves observers on a follower instead of the leader (docs/protocol/members.md, "Observers and observer
 * masters"). Observers have no vote, so nothing needs to be agreed. The follower brings them to the history
 * that it knows to be committed, and then sends them each further commit. It forwards the requests of
 * observers to the leader as if its own clients had sent them.
 */
public final class ObserverMaster implements LearnerMessage.Handler, CommitListener {
    private static final long NOT_YET = -1;

    private final Member member;
    private final Leader leader;
    private final Followers observers;
    private final Synchroniser synchroniser;
    private long epoch = NOT_YET;
    private long committed;
    private long nextRoundMillis;
    private boolean areSomeAhead;

    /** Forwards the requests of observers to the leader. */
    @FunctionalInterface
    public interface Leader {
        /**
         * Forwards one request.
         *
         * @param link the link of the observer that sent it
         */
        void ask(long link, LearnerMessage message);
    }

    /** Creates a master that serves no observers until its follower {@link #began}. */
    public ObserverMaster(Member member, Leader leader) {
        this.member = member;
        this.leader = leader;
        this.observers = new Followers(member);
        this.synchroniser = new Synchroniser(member, observers);
    }

    /** @return the number of observers that have joined and get what is committed */
    public int synced() {
        return (int) observers.view().stream()
                .filter(each -> each.stage() == Stage.SYNCED)
                .count();
    }

    // --- reports of the follower

    @Override
    public void began(long begun, long upTo) {
        epoch = begun;
        committed = upTo;
        nextRoundMillis = member.nowMillis();
    }

    @Override
    public void committed(LoggedProposal txn) {
        pass(txn, new Inform(txn.zxid(), txn.txn()));
    }

    @Override
    public void activated(LoggedProposal txn, long designated) {
        pass(txn, new InformAndActivate(txn.zxid(), designated, txn.txn()));
    }

    private void pass(LoggedProposal txn, LeaderMessage message) {
        committed = txn.zxid();
        for (Follower observer : observers.view()) {
            if (observer.isRegistered()) {
                observers.send(observer, message);
            }
        }
        if (areSomeAhead) {
            areSomeAhead = false;
            observers.all().stream()
                    .filter(each -> each.stage() == Stage.PROMISED)
                    .forEach(this::synchroniseUnlessAhead);
        }
    }

    @Override
    public void answered(long link, LeaderMessage answer) {
        Follower observer = observers.at(link);
        if (observer != null) {
            observers.send(observer, answer);
        }
    }

    // --- messages of observers

    /** An observer sent a message. */
    public void onLearnerSaid(long link, LearnerMessage message) {
        Follower observer = observers.at(link);
        if (observer != null) {
            observer.heard(member.nowMillis());
        }
        if (epoch == NOT_YET || observer == null != message instanceof Hello) {
            observers.close(link, "speaks out of turn: " + message);
            return;
        }
        message.dispatch(link, this);
    }

    /** A connection is closed. */
    public void onLearnerGone(long link) {
        observers.remove(link);
    }

    @Override
    public void onHello(long link, Hello hello) {
        Optional<String> refusal = hello.observer()
                ? Admission.refuses(member, hello)
                : Optional.of("is no observer, and only those are served here");
        if (refusal.isPresent()) {
            observers.close(link, refusal.get());
            return;
        }
        Follower observer = observers.add(link, hello);
        observer.reach(Stage.ASKED);
        observers.send(observer, new LeaderInfo(epoch, LearnerInfo.PROTOCOL_VERSION));
    }

    @Override
    public void onAckEpoch(long link, AckEpoch promise) {
        Follower observer = observers.at(link);
        if (observer.stage() != Stage.ASKED) {
            observers.close(link, "ACKEPOCH unasked");
            return;
        }
        observer.promised(promise);
        synchroniseUnlessAhead(observer);
    }

    // The observer has learned of later commits from another server. This follower has those txns in its log,
    // and will soon learn that they are committed. Until then the observer waits. Otherwise it would truncate
    // its log and close its clients' connections.
    private void synchroniseUnlessAhead(Follower observer) {
        long theirs = observer.promise().lastZxid();
        if (theirs > committed && member.ledger().recent().holds(theirs)) {
            areSomeAhead = true;
        } else {
            synchronise(observer, null);
        }
    }

    /** The disk has looked up an observer's last zxid. */
    public void onLocated(long link, LogSpot spot) {
        Follower observer = observers.at(link);
        if (observer != null && observer.stage() == Stage.LOCATING) {
            synchronise(observer, spot);
        }
    }

    private void synchronise(Follower observer, LogSpot spot) {
        if (!synchroniser.synchronise(observer, epoch, committed, spot)) {
            observer.reach(Stage.LOCATING);
            return;
        }
        observer.reach(Stage.SYNCING);
        observers.send(
                observer, new NewLeader(epoch, member.ensemble().committed().payload()));
    }

    // The first ack answers NEWLEADER, the second one answers UPTODATE.
    @Override
    public void onAck(long link, Ack ack) {
        Follower observer = observers.at(link);
        if (Zxid.counterOf(ack.zxid()) != 0 || !observer.isRegistered()) {
            observers.close(link, "acked 0x" + Zxid.hex(ack.zxid()) + ", which nobody asked it to");
        } else if (observer.stage() == Stage.SYNCING) {
            observer.reach(Stage.SYNCED);
            observers.send(observer, new UpToDate());
        }
    }

    @Override
    public void onPong(long link, Pong pong) {
        if (isUpToDate(link, pong)) {
            member.emit(new Effect.DeliverToLeader(link, pong));
        }
    }

    @Override
    public void onRequest(long link, Request request) {
        if (isUpToDate(link, request)) {
            leader.ask(link, request);
        }
    }

    @Override
    public void onRevalidate(long link, Revalidate revalidate) {
        if (isUpToDate(link, revalidate)) {
            leader.ask(link, revalidate);
        }
    }

    private boolean isUpToDate(long link, LearnerMessage message) {
        if (observers.at(link).stage() == Stage.SYNCED) {
            return true;
        }
        observers.close(link, "speaks before it is up to date: " + message);
        return false;
    }

    // --- time

    /** Sends pings, and closes connections of observers that are silent. */
    public void onTick() {
        observers.closeTheSilent();
        if (epoch != NOT_YET && member.nowMillis() >= nextRoundMillis) {
            nextRoundMillis = member.nowMillis() + member.settings().tickMillis() / 2;
            observers.ping(committed);
        }
    }

    /** Closes every connection, because the follower has lost its leader. */
    public void close(String why) {
        observers.closeAll(why);
    }
}
