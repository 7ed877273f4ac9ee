// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.server.config.ServerConfig.FourLetterWords;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads which four-letter words are answered to which clients. */
final class FourLetterWordSettings {
    private static final Set<String> KNOWN = Set.of(
            "conf", "cons", "crst", "dirs", "dump", "envi", "gtmk", "hash", "isro", "mntr", "ruok", "srst", "srvr",
            "stat", "stmk", "wchc", "wchp", "wchs");

    // Words that change nothing, and whose answer does not grow with the number of watches.
    private static final Set<String> HARMLESS = Set.of(
            "conf", "cons", "dirs", "dump", "envi", "gtmk", "hash", "isro", "mntr", "ruok", "srvr", "stat", "wchs");

    private FourLetterWordSettings() {}

    static FourLetterWords read(Settings settings, boolean strict) throws ConfigException {
        Optional<List<String>> whitelist = settings.list("4lw.commands.whitelist");
        Set<String> fromAnywhere = new TreeSet<>(Set.of("srvr"));
        if (settings.bool("readonlymode.enabled", false)) {
            fromAnywhere.add("isro");
        }
        for (String word : whitelist.orElse(List.of())) {
            if (word.equals("*")) {
                fromAnywhere.addAll(KNOWN);
            } else if (KNOWN.contains(word)) {
                fromAnywhere.add(word);
            } else {
                settings.warn(
                        settings.find("4lw.commands.whitelist").orElseThrow().where()
                                + ": 4lw.commands.whitelist has no four-letter word " + word + "; known are "
                                + new TreeSet<>(KNOWN));
            }
        }
        // A whitelist that the operator wrote is applied exactly, also on loopback.
        boolean generous = !strict && whitelist.isEmpty();
        return new FourLetterWords(Set.copyOf(fromAnywhere), generous ? HARMLESS : Set.of());
    }
}
