// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import java.util.ArrayList;
import java.util.List;

/** What one server said to each step of a program. */
final class Transcript {
    /** How the steps begin that are no program's own. */
    static final String AT_THE_END = "at the end: ";

    private final Names names;
    private final List<Entry> entries = new ArrayList<>();

    Transcript(Names names) {
        this.names = names;
    }

    /**
     * What came over one connection because of one step.
     *
     * @param step in words
     * @param heard the frames, each with what is needed to read it, and marks such as a connection's end
     */
    record Entry(String step, List<Heard> heard) {}

    /** Something heard; read only when the run is over and all names are known. */
    private interface Heard {
        String in(FrameText text);

        default long unorderedZxid() {
            return 0;
        }
    }

    /** Opens the entry that whatever is heard next belongs to. */
    void begin(String step) {
        entries.add(new Entry(step, new ArrayList<>()));
    }

    void event(int slot, byte[] frame) {
        long zxid = FrameText.zxid(frame);
        last().add(new Heard() {
            @Override
            public String in(FrameText text) {
                return slot + " < " + text.event(frame);
            }

            @Override
            public long unorderedZxid() {
                return names.isSessionEnd(zxid) ? zxid : 0;
            }
        });
    }

    void reply(int slot, int opcode, byte[] frame) {
        last().add(text -> slot + " < " + text.reply(opcode, frame));
    }

    void connected(int slot, byte[] frame) {
        last().add(text -> slot + " < " + text.connected(frame));
    }

    void mark(int slot, String what) {
        last().add(text -> slot + " : " + what);
    }

    private List<Heard> last() {
        return entries.get(entries.size() - 1).heard;
    }

    /** Each entry in words: first the step, then a line for each thing heard. */
    List<List<String>> lines() {
        FrameText text = new FrameText(names);
        List<List<String>> all = new ArrayList<>();
        for (Entry entry : entries) {
            List<String> lines = new ArrayList<>();
            lines.add(entry.step);
            lines.addAll(ordered(entry.heard, text));
            all.add(lines);
        }
        return all;
    }

    private static List<String> ordered(List<Heard> heard, FrameText text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < heard.size()) {
            long zxid = heard.get(from).unorderedZxid();
            int to = from + 1;
            while (zxid != 0 && to < heard.size() && heard.get(to).unorderedZxid() == zxid) {
                to++;
            }
            heard.subList(from, to).stream().map(each -> each.in(text)).sorted().forEach(lines::add);
            from = to;
        }
        return lines;
    }
}
