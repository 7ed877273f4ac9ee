// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Where the build put things. */
public final class Layout {
    private static final Path MODULE = Path.of(System.getProperty("e2e.module", "src/test"))
            .toAbsolutePath()
            .normalize();

    private Layout() {}

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
            Path parent = Files.createDirectories(MODULE.resolve("target/e2e"));
            return Files.createTempDirectory(parent, prefix + "-");
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
