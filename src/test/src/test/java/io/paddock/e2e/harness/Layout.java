// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the build put things. */
public final class Layout {
    private static final Path MODULE = Path.of(System.getProperty("e2e.module", "src/test"))
            .toAbsolutePath()
            .normalize();

    /** What earlier runs left to look at goes when the next one begins. */
    private static final Path SCRATCH = emptied(MODULE.resolve("target/e2e"));

    private Layout() {}

    private static Path emptied(Path directory) {
        try {
            if (Files.exists(directory)) {
                try (Stream<Path> all = Files.walk(directory)) {
                    for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                }
            }
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The distribution as it would be unpacked: {@code bin}, {@code conf}, {@code lib}. */
    public static Path distribution() {
        return MODULE.resolve("../../target/dist").normalize();
    }

    /** A script of the distribution. */
    public static Path script(String name) {
        return distribution().resolve("bin").resolve(name);
    }

    /** The Java launcher that runs the tests; servers and shells run on the same one. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** A test resource as a file, for processes that read it themselves. */
    public static Path resource(String name) {
        return MODULE.resolve("target/test-classes").resolve(name);
    }

    /** The same resource in the source tree, for the runs that record it. */
    public static Path resourceSource(String name) {
        return MODULE.resolve("src/test/resources").resolve(name);
    }

    /** A new empty directory under the module's {@code target}. */
    public static Path newDirectory(String prefix) {
        try {
            return Files.createTempDirectory(SCRATCH, prefix + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Apache's server and shell with the versions they ship with. */
    public static String apacheClassPath() {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(MODULE.resolve("target/apache-lib"), "*.jar")) {
            stream.forEach(jars::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jars.stream().sorted().map(Path::toString).collect(Collectors.joining(":"));
    }
}
