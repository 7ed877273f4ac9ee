// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.client.Dial;
import io.paddock.bench.measure.ProcessCpu;

/** The target of a load: one server, or the members of an ensemble. */
interface Target {
    /** Returns where to connect. */
    Dial dial();

    /** Returns the CPU time of all its processes. */
    ProcessCpu cpu();
}
