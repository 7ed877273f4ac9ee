// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Apache ZooKeeper's jars in a folder. Maven fetches them when they are missing. */
public final class ApacheJars {
    private static final String POM = "/io/paddock/bench/compare/apache/pom.xml";

    private final Path folder;

    public ApacheJars(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the folder with all jars.
     *
     * @throws IllegalStateException with a remedy, if Maven is missing or fails
     */
    public Path resolve() throws IOException, InterruptedException {
        if (!isComplete()) {
            Files.createDirectories(folder);
            Path work = Files.createTempDirectory("zkbench-apache-");
            Path pom = work.resolve("pom.xml");
            try (InputStream in = ApacheJars.class.getResourceAsStream(POM)) {
                Files.copy(in, pom);
            }
            fetch(pom);
            Files.delete(pom);
            Files.delete(work);
        }
        if (!isComplete()) {
            throw new IllegalStateException("Maven left no zookeeper jar in " + folder);
        }
        return folder;
    }

    private boolean isComplete() throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("zookeeper-\\d.*\\.jar"));
        }
    }

    private void fetch(Path pom) throws InterruptedException {
        String advice = ": run it yourself, or give --apache-lib a folder with Apache ZooKeeper's jars";
        try {
            int code = new ProcessBuilder(
                            "mvn",
                            "-q",
                            "-B",
                            "-f",
                            pom.toString(),
                            "package",
                            "-Dapache.lib=" + folder.toAbsolutePath())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("mvn could not fetch Apache ZooKeeper, exit code " + code + advice);
            }
        } catch (IOException e) {
            throw new IllegalStateException("there is no mvn to fetch Apache ZooKeeper with" + advice, e);
        }
    }
}
