// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.bench.FakeServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class OptionsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void hostsMayLeaveThePortOut() {
        assertThat(TargetOptions.servers("127.0.0.1, 127.0.0.2:99,[::1]:7,[::1]"))
                .containsExactly(
                        new InetSocketAddress("127.0.0.1", 2181),
                        new InetSocketAddress("127.0.0.2", 99),
                        new InetSocketAddress("::1", 7),
                        new InetSocketAddress("::1", 2181));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", ":2181", "127.0.0.1,"})
    void invalidHostsAreRefused(String hosts) {
        assertThatThrownBy(() -> TargetOptions.servers(hosts)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void durationsHaveUnits() {
        DurationOption option = new DurationOption();
        assertThat(option.convert("5")).isEqualTo(Duration.ofSeconds(5));
        assertThat(option.convert("5s")).isEqualTo(Duration.ofSeconds(5));
        assertThat(option.convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(option.convert("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThatThrownBy(() -> option.convert("5h")).isInstanceOf(TypeConversionException.class);
        assertThatThrownBy(() -> option.convert("-1s")).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void wrongMixIsAUsageErrorThatNamesTheAllowedValues() {
        assertThat(run("load", "--mix", "got=1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString())
                .contains("no operation \"got\": use get, set")
                .contains("help load");
    }

    @Test
    void wrongScenarioIsAUsageErrorThatNamesTheAllowedValues() {
        assertThat(run("compare", "--only", "ensembles")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("no scenario \"ensembles\": use ", "failover-large, ensemble");
    }

    @Test
    void jsonIsOneObjectOnOneLine() {
        try (FakeServer server = new FakeServer()) {
            assertThat(run("load", "-s", server.hostPort(), "--json", "-c", "2", "-w", "0", "-d", "100ms", "-k", "5"))
                    .isZero();
        }
        assertThat(out.toString().trim())
                .startsWith("{\"command\":\"load\"")
                .endsWith("}")
                .doesNotContain("\n")
                .contains("\"ops_per_second\":", "\"p99_9_micros\":", "\"errors\":0")
                .doesNotContain("server_cpu");
    }

    @Test
    void textShowsTheServersCpuOnlyIfItsProcessIsKnown() {
        String own = Long.toString(ProcessHandle.current().pid());
        try (FakeServer server = new FakeServer()) {
            assertThat(run(
                            "load",
                            "-s",
                            server.hostPort(),
                            "--pid",
                            own,
                            "-c",
                            "2",
                            "-w",
                            "0",
                            "-d",
                            "100ms",
                            "-k",
                            "5"))
                    .isZero();
        }
        assertThat(out.toString()).contains("server CPU", "throughput", "p99.9");
    }

    private int run(String... arguments) {
        return BenchCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
