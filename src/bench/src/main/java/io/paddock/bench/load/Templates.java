// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.wire.FrameTemplate;
import io.paddock.bench.wire.Frames;
import io.paddock.bench.wire.PathPattern;
import java.util.SplittableRandom;

/** The requests of a load, ready to send, for one event loop. */
final class Templates {
    /**
     * Digits of a key's number. With its letter, a znode name then has the 12 characters of the published
     * figures.
     */
    private static final int KEY_DIGITS = 11;

    private static final int CREATED_DIGITS = 15;

    final FrameTemplate get;
    final FrameTemplate set;
    final FrameTemplate exists;
    final FrameTemplate children;
    final FrameTemplate create;
    final FrameTemplate delete;
    final FrameTemplate multi;

    /** @param run a name for this run, so that the znodes it creates are new */
    Templates(LoadPlan plan, String run) {
        byte[] value = value(plan.valueBytes());
        PathPattern key = key(plan.root());
        PathPattern created = PathPattern.of(createdRoot(plan.root(), run)).number("/n", CREATED_DIGITS);
        get = Frames.read(key, false);
        set = Frames.write(key, value);
        exists = Frames.exists(key);
        children = Frames.children(PathPattern.of(directory(plan.root())));
        create = Frames.create(created, value);
        delete = Frames.delete(created);
        multi = Frames.multiWrite(key, value, plan.multiOps());
    }

    static PathPattern key(String root) {
        return PathPattern.of(root).number("/k", KEY_DIGITS);
    }

    static String directory(String root) {
        return root + "/d";
    }

    static String createdRoot(String root, String run) {
        return root + "/c" + run;
    }

    /** Bytes without a pattern, the same in every run. */
    static byte[] value(int length) {
        byte[] value = new byte[length];
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < length; i++) {
            value[i] = (byte) random.nextInt();
        }
        return value;
    }
}
