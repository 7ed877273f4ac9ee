// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.client.Dial;
import io.paddock.bench.measure.ProcessCpu;

/** What a load is put on: one server, or the members of an ensemble. */
interface Target {
    /** Where to connect. */
    Dial dial();

    /** The CPU time of all its processes. */
    ProcessCpu cpu();
}
