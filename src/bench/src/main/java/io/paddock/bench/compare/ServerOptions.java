// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.nio.file.Path;

/**
 * The options that both servers share.
 *
 * @param javaHome the JDK that runs them
 * @param heapMegabytes both -Xms and -Xmx
 */
public record ServerOptions(Path javaHome, int heapMegabytes) {
    String java() {
        return javaHome.resolve("bin").resolve("java").toString();
    }

    String jcmd() {
        return javaHome.resolve("bin").resolve("jcmd").toString();
    }

    String heapFlags() {
        return "-Xms" + heapMegabytes + "m -Xmx" + heapMegabytes + "m";
    }
}
