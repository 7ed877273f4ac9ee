// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packages that a package-info states as used: "Sees: protocol.*, zab.door." or "Sees: nothing.". Names are relative to io.paddock;
 * {@code protocol.*} is protocol and every package below it.
 */
record SeenPackages(List<String> names) {
    private static final Pattern SENTENCE = Pattern.compile("Sees: ([a-z.*, ]+?)\\.(?: |$)");

    static SeenPackages read(Path packageInfo) throws IOException {
        return parse(Files.readString(packageInfo));
    }

    static SeenPackages parse(String packageInfo) {
        String prose = packageInfo.replaceAll("\\s*\\R\\s*\\*?\\s*", " ");
        Matcher matcher = SENTENCE.matcher(prose);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no sentence of the form \"Sees: a, b.c, d.*.\" in: " + packageInfo);
        }
        String names = matcher.group(1);
        return new SeenPackages(names.equals("nothing") ? List.of() : Arrays.asList(names.split(", ")));
    }

    /** The packages of {@code used} that no name here covers. */
    List<String> missing(Set<String> used) {
        return used.stream()
                .filter(each -> names.stream().noneMatch(name -> covers(name, each)))
                .toList();
    }

    /** The names here that cover none of {@code used}. */
    List<String> unused(Set<String> used) {
        return names.stream()
                .filter(name -> used.stream().noneMatch(each -> covers(name, each)))
                .toList();
    }

    private static boolean covers(String name, String used) {
        if (name.endsWith(".*")) {
            String parent = "io.paddock." + name.substring(0, name.length() - 2);
            return used.equals(parent) || used.startsWith(parent + ".");
        }
        return used.equals("io.paddock." + name);
    }
}
