// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.util.Set;

/** Something to do with a server, and the rows of the table that it fills. */
interface Scenario {
    /** The name on the command line. */
    String id();

    /** The rows it may fill; whichever it leaves empty without an exception stays empty. */
    Set<Row> rows();

    /**
     * Measure one candidate.
     *
     * @throws io.paddock.bench.client.ServerUnreachable if the server gave up under the load: a result too, told in
     *     the table
     */
    void run(Stage stage) throws IOException, InterruptedException;
}
