// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.Zxid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The events of a run, message by message, for a person to read. It is kept only on request, because writing
 * it is most of the work of a run.
 */
final class Trace {
    private static final Pattern ZXID = Pattern.compile("(?i)(zxid|label)=(-?\\d+)");
    private static final Pattern NOISE =
            Pattern.compile(", version=2, config=\\d+ bytes|, txn=\\d+ bytes|, config=\\d+ bytes");

    private final boolean isKept;
    private final List<String> lines = new ArrayList<>();

    Trace(boolean isKept) {
        this.isKept = isKept;
    }

    void line(long millis, long sid, Supplier<Object> what) {
        if (isKept) {
            String who = sid == 0 ? "        " : "member " + sid;
            lines.add(String.format("%8.3f  %s  %s", millis / 1000.0, who, pretty(String.valueOf(what.get()))));
        }
    }

    static String pretty(String text) {
        String quiet = NOISE.matcher(text).replaceAll("");
        return ZXID.matcher(quiet).replaceAll(found -> found.group(1) + "=" + zxid(Long.parseLong(found.group(2))));
    }

    static String zxid(long zxid) {
        return zxid < 0 ? "-" : Zxid.epochOf(zxid) + "_" + Zxid.counterOf(zxid);
    }

    List<String> lines() {
        return lines;
    }
}
