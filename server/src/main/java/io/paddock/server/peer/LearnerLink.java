// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.server.link.QueueFigures;
import io.paddock.server.link.QuorumLink;
import io.paddock.storage.snapshot.SnapshotStreamWriter;
import io.paddock.zab.member.LoggedProposal;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;

/**
 * A connection to one learner. While part of the log is replayed to it, later messages wait. The connection
 * is closed if too many bytes wait. Any thread.
 */
final class LearnerLink {
    private final QuorumLink link;
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private long laterBytes;
    private boolean replaying;
    private boolean closed;

    LearnerLink(QuorumLink link) {
        this.link = link;
    }

    SocketAddress remoteAddress() {
        return link.remoteAddress();
    }

    void send(QuorumPacket packet) {
        inOrder(() -> link.add(packet), QuorumLink.bytesOf(packet));
    }

    /** Records from now on how packets wait. */
    void count(QueueFigures figures) {
        link.count(figures);
    }

    /** Sends the packets that were added. */
    void flush() {
        link.flush();
    }

    void sendSnapshot(SnapshotStreamWriter writer, long label) {
        inOrder(() -> link.sendSnapshot(writer, label), 0);
    }

    private synchronized void inOrder(Runnable sending, long bytes) {
        if (!replaying || closed) {
            sending.run();
            return;
        }
        later.add(sending);
        laterBytes += bytes;
        // The waiting messages go to the link in the end, so the link's own limit holds for both together.
        if (laterBytes + link.queuedBytes() > link.queueBytesMax()) {
            close("more than " + link.queueBytesMax()
                    + " bytes wait behind the part of the log that is sent to it: it does not keep up");
        }
    }

    /** Sends a PROPOSAL and a COMMIT of each txn, as fast as the learner reads. Returns at once. */
    synchronized void replay(PastTxns history) {
        replaying = true;
        Thread thread = new Thread(() -> run(history), "history-" + link.remoteAddress());
        thread.setDaemon(true);
        thread.start();
    }

    private void run(PastTxns history) {
        try (history) {
            for (LoggedProposal next = history.next(); next != null && awaitRoom(); next = history.next()) {
                link.send(new LeaderMessage.Proposal(next.zxid(), next.txn()).toPacket());
                link.send(new LeaderMessage.Commit(next.zxid()).toPacket());
            }
        } catch (IOException | RuntimeException e) {
            close("its history cannot be read: " + e);
        } finally {
            goOn();
        }
    }

    /**
     * Waits until the link is no longer congested.
     *
     * @return false when the connection is closed
     */
    private synchronized boolean awaitRoom() {
        while (link.isCongested() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !closed;
    }

    private synchronized void goOn() {
        replaying = false;
        later.forEach(Runnable::run);
        later.clear();
        laterBytes = 0;
        link.flush();
    }

    synchronized void uncongested() {
        notifyAll();
    }

    synchronized void close(String why) {
        closed = true;
        notifyAll();
        link.close(why);
    }
}
