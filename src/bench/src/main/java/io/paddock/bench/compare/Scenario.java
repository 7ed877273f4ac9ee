// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.util.Set;

/** A task for a server, and the rows of the table that it fills. */
interface Scenario {
    /** The name on the command line. */
    String id();

    /**
     * Returns the rows that it may fill. If it fills a row with nothing and throws no exception, the row
     * stays empty.
     */
    Set<Row> rows();

    /**
     * Measures one candidate.
     *
     * @throws io.paddock.bench.client.ServerUnreachable if the server gave up under the load. The table shows
     *   this too
     */
    void run(Stage stage) throws IOException, InterruptedException;
}
