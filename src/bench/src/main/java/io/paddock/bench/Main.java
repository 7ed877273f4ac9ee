// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench;

import io.paddock.bench.cli.BenchCommand;

/** Entry point of {@code bin/zkBench.sh}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(BenchCommand.run(arguments));
    }
}
