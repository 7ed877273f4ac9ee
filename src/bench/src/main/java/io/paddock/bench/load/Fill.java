// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.client.Dial;
import io.paddock.bench.client.Transport;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.measure.Progress;
import io.paddock.bench.wire.Frames;
import io.paddock.bench.wire.OpKind;
import io.paddock.bench.wire.PathPattern;

/**
 * Creates many znodes as fast as the server takes them, with names of 12 characters.
 *
 * @param znodes how many, the parents not counted
 * @param perParent how many children each parent gets
 */
public record Fill(
        Dial dial,
        int threads,
        int connections,
        int outstanding,
        long znodes,
        int perParent,
        int valueBytes,
        String root) {
    private static final int PARENT_DIGITS = 7;
    private static final int NAME_DIGITS = 11;
    private static final byte[] NOTHING = {};

    public Fill {
        if (znodes < 1 || perParent < 1 || valueBytes < 0 || connections < 1 || outstanding < 1 || threads < 1) {
            throw new IllegalArgumentException("counts must be positive");
        }
        if (!root.startsWith("/") || root.endsWith("/")) {
            throw new IllegalArgumentException("path " + root + " must start with a slash and not end with one");
        }
    }

    /** Creates the parents, then measures the creation of all the znodes. */
    public Sweep.Result run(ProcessCpu server, Progress progress) {
        try (Transport transport = new Transport(Math.min(threads, connections));
                Sweep sweep = new Sweep(transport, dial, connections, outstanding, server, progress)) {
            Preparation preparation = new Preparation(sweep);
            preparation.parents(root);
            long parents = (znodes + perParent - 1) / perParent;
            preparation.create("parents", PathPattern.of(root).number("/p", PARENT_DIGITS), NOTHING, parents);
            PathPattern path =
                    PathPattern.of(root).number("/p", PARENT_DIGITS, perParent).number("/n", NAME_DIGITS);
            byte[] value = Templates.value(valueBytes);
            return sweep.send("fill", OpKind.CREATE, () -> Frames.create(path, value), znodes);
        }
    }
}
