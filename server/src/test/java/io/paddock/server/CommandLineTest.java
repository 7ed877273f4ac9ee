// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.server.config.ConfigException;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    @TempDir
    Path temp;

    private ServerConfig read(String... arguments) throws Exception {
        return new CommandLine(new ConfigReader(Map.of())).read(List.of(arguments));
    }

    @Test
    void onePathIsAConfigFile() throws Exception {
        Path file = Files.writeString(temp.resolve("zoo.cfg"), "dataDir=" + temp + "\nclientPort=4242\n");
        assertThat(read(file.toString()).clientPort().port()).isEqualTo(4242);
        assertThatThrownBy(() -> read(temp.resolve("nope").toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("nope file is missing");
    }

    @Test
    void portAndDirectoryHaveNoLimitOnConnections() throws Exception {
        ServerConfig config = read("0", temp.toString());
        assertThat(config.storage().dataDir()).isEqualTo(temp);
        assertThat(config.sessions().tickTimeMillis()).isEqualTo(3000);
        assertThat(config.limits().maxClientCnxns()).isZero();
        ServerConfig full = read("2182", temp.toString(), "500", "9");
        assertThat(full.clientPort().port()).isEqualTo(2182);
        assertThat(full.sessions().tickTimeMillis()).isEqualTo(500);
        assertThat(full.limits().maxClientCnxns()).isEqualTo(9);
        assertThatThrownBy(() -> read("port", temp.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("command line: clientPort=port is not allowed");
    }

    @Test
    void embeddedDefaultsAreThoseOfTheSample() throws Exception {
        ServerConfig config = read("--embedded-defaults", temp.toString());
        assertThat(config.clientPort().port()).isEqualTo(2181);
        assertThat(config.sessions().tickTimeMillis()).isEqualTo(2000);
        assertThat(config.limits().maxClientCnxns()).isEqualTo(60);
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void anythingElseIsWrongUsage() {
        assertThatThrownBy(this::read).isInstanceOf(CommandLine.WrongUsage.class);
        assertThatThrownBy(() -> read("1", "2", "3", "4", "5")).isInstanceOf(CommandLine.WrongUsage.class);
    }

    @Test
    void theShippedSampleIsValidWithoutAWarning() throws Exception {
        ServerConfig config = read("../conf/zoo_sample.cfg");
        assertThat(config.warnings()).isEmpty();
        assertThat(config.clientPort().port()).isEqualTo(2181);
    }
}
