// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server with a start script that takes the environment variables of Apache's {@code zkServer.sh}: Paddock,
 * or another server.
 */
public final class ScriptCandidate implements Candidate {
    private final String name;
    private final List<String> command;
    private final ServerOptions options;

    /** @param command what to run; the path of a zoo.cfg is appended */
    public ScriptCandidate(String name, List<String> command, ServerOptions options) {
        this.name = name;
        this.command = List.copyOf(command);
        this.options = options;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isHeld() {
        return true;
    }

    @Override
    public ProcessBuilder command(Path config, Path directory) {
        List<String> words = new ArrayList<>(command);
        words.add(config.toString());
        ProcessBuilder process = new ProcessBuilder(words);
        process.environment().put("JAVA_HOME", options.javaHome().toString());
        process.environment().put("ZK_SERVER_HEAP", Integer.toString(options.heapMegabytes()));
        process.environment().put("SERVER_JVMFLAGS", options.heapFlags());
        process.environment().put("ZOO_LOG_DIR", directory.toString());
        process.environment().put("ZOOPIDFILE", directory.resolve("server.pid").toString());
        return process;
    }
}
