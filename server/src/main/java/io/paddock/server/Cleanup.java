// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.FileFailure;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.recovery.DataDirectories;
import io.paddock.storage.recovery.Purge;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DateFormat;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes old snapshots and txn logs from the command line: {@code dataLogDir [snapDir] -n count}.
 * {@code zkCleanup.sh} runs it.
 */
public final class Cleanup {
    private static final String USAGE = """
            Usage:
            PurgeTxnLog dataLogDir [snapDir] -n count
            \tdataLogDir -- path to the txn log directory
            \tsnapDir -- path to the snapshot directory
            \tcount -- the number of old snaps/logs you want to keep, value should be greater than or equal to 3""";

    private final PrintStream out;
    private final PrintStream err;

    Cleanup(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(new Cleanup(System.out, System.err).run(List.of(arguments)));
    }

    /** @return the exit code: 0, or 1 when nothing was done */
    int run(List<String> arguments) {
        int n = arguments.size();
        if (n < 3 || n > 4 || !arguments.get(n - 2).equals("-n")) {
            return refuse("");
        }
        int retain;
        try {
            retain = Integer.parseInt(arguments.get(n - 1));
        } catch (NumberFormatException e) {
            return refuse("count is not a number: " + arguments.get(n - 1));
        }
        if (retain < Purge.RETAIN_MIN) {
            return refuse("count should be greater than or equal to " + Purge.RETAIN_MIN);
        }
        for (String directory : arguments.subList(0, n - 2)) {
            if (!Files.exists(Path.of(directory))) {
                return refuse("Path '" + directory + "' does not exist. ");
            }
        }
        try {
            purge(new DataDirectories(Path.of(arguments.get(n - 3)), Path.of(arguments.get(0))), retain);
            return 0;
        } catch (IOException e) {
            err.println("cannot purge " + arguments.get(0) + ": " + FileFailure.explain(e));
            return 1;
        }
    }

    private int refuse(String reason) {
        if (!reason.isEmpty()) {
            err.println(reason);
        }
        err.println(USAGE);
        return 1;
    }

    private void purge(DataDirectories directories, int retain) throws IOException {
        Directory logs = new RealDirectory(directories.logs());
        Directory snapshots = new RealDirectory(directories.snapshots());
        Map<String, String> described = new LinkedHashMap<>();
        describe(snapshots, described);
        describe(logs, described);
        for (String deleted : Purge.purge(logs, snapshots, retain)) {
            out.println("Removing file: " + described.get(deleted));
        }
    }

    private static void describe(Directory directory, Map<String, String> described) throws IOException {
        DateFormat format = DateFormat.getDateTimeInstance();
        for (String name : directory.names()) {
            Path file = directory.path().resolve(name);
            Date modified = new Date(Files.getLastModifiedTime(file).toMillis());
            described.put(name, format.format(modified) + "\t" + file);
        }
    }
}
