// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import java.util.List;
import java.util.stream.Collectors;

/** One move of a program. Connections are named by slot, sessions by the order in which the program asked for them. */
public sealed interface Step {
    /** The slot it is about. */
    int slot();

    /** Which last zxid a client says to have seen when it connects. */
    enum Seen {
        NOTHING,
        /** The largest that the server has told this program. */
        LATEST,
        /** One that the server has not reached. */
        FUTURE
    }

    /**
     * Takes up a new connection in a slot and opens or renews a session over it; a connection that was there is dropped first.
     *
     * @param session its number
     * @param renew false: a new session
     * @param goodPassword whether a renewal shows the session's own password
     * @param readOnlyByte whether the request has the optional last byte
     * @param cut how many bytes are missing at the end of the request
     */
    record Connect(
            int slot,
            int session,
            boolean renew,
            boolean goodPassword,
            int timeoutMillis,
            Seen seen,
            boolean readOnlyByte,
            int cut)
            implements Step {
        @Override
        public String toString() {
            return "connect " + slot + ": " + (renew ? "renew" : "new") + " session#" + session
                    + (goodPassword ? "" : " with a wrong password") + ", " + timeoutMillis + " ms, seen " + seen
                    + (readOnlyByte ? "" : ", without the read-only byte") + (cut == 0 ? "" : ", cut by " + cut);
        }
    }

    /**
     * Sends requests, all at once, then waits for all their replies.
     *
     * @param chunkBytes the most that goes out in one write
     */
    record Send(int slot, List<Request> requests, int chunkBytes) implements Step {
        public Send {
            requests = List.copyOf(requests);
        }

        @Override
        public String toString() {
            return requests.stream()
                    .map(Request::text)
                    .collect(Collectors.joining("\n       ", "send " + slot + ": ", ""));
        }
    }

    /** Ends the connection without a word; the session stays. */
    record Drop(int slot) implements Step {
        @Override
        public String toString() {
            return "drop " + slot;
        }
    }
}
