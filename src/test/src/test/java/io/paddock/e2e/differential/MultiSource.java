// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import java.util.Random;

/** Draws multi and multiRead, with parts that may not be there and ends that are missing. */
final class MultiSource {
    private static final int[] ODD_PARTS = {
        Request.SET_ACL,
        Request.GET_DATA,
        Request.MULTI,
        Request.DELETE_CONTAINER,
        Request.EXISTS,
        Request.RECONFIG,
        0,
        -1,
        999,
        Request.CLOSE_SESSION
    };

    private final Random random;
    private final Values values;

    MultiSource(Random random, Values values) {
        this.random = random;
        this.values = values;
    }

    Request multi(int xid) {
        Draft draft = new Draft(xid, Request.MULTI);
        int parts = random.nextInt(8) == 0 ? random.nextInt(20) : 1 + random.nextInt(3);
        int odd = random.nextInt(15) == 0 ? random.nextInt(parts + 1) : -1;
        for (int i = 0; i < parts; i++) {
            if (i == odd) {
                draft.part(ODD_PARTS[random.nextInt(ODD_PARTS.length)], false, -1)
                        .string("path", values.path())
                        .i32("x", 0);
            } else {
                part(draft);
            }
        }
        return end(draft);
    }

    private void part(Draft draft) {
        int what = random.nextInt(20);
        if (what < 9) {
            int opcode = values.createOpcode();
            values.createBody(header(draft, opcode), opcode, true);
        } else if (what < 13) {
            values.setDataBody(header(draft, Request.SET_DATA), true);
        } else if (what < 16) {
            values.deleteBody(header(draft, Request.DELETE), true);
        } else {
            header(draft, Request.CHECK).string("path", values.path()).i32("version", values.version());
        }
    }

    Request multiRead(int xid) {
        Draft draft = new Draft(xid, Request.MULTI_READ);
        for (int left = random.nextInt(4); left > 0; left--) {
            int opcode = random.nextBoolean() ? Request.GET_DATA : Request.GET_CHILDREN;
            if (random.nextInt(20) == 0) {
                opcode = random.nextBoolean() ? Request.EXISTS : Request.DELETE;
            }
            header(draft, opcode).string("path", values.path()).i8("watch", random.nextInt(2));
        }
        return end(draft);
    }

    private Draft header(Draft draft, int opcode) {
        return draft.part(opcode, false, random.nextInt(20) == 0 ? 7 : -1);
    }

    private Request end(Draft draft) {
        return random.nextInt(30) == 0
                ? draft.note("no end").done()
                : draft.part(random.nextInt(20) == 0 ? 3 : -1, true, -1).done();
    }
}
