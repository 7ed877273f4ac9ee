// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts certainly mean the same host, and which certainly mean different ones. */
class HostTextTest {
    @ParameterizedTest
    @CsvSource({
        "::1, 0:0:0:0:0:0:0:1",
        "[::1], ::1",
        "2001:DB8::A, 2001:db8:0:0:0:0:0:a",
        "2001:db8::1:0:0:1, 2001:0db8:0000:0000:0001:0000:0000:0001",
        "::ffff:10.0.0.1, 10.0.0.1",
        "::ffff:a00:1, 10.0.0.1",
        "127.1, 127.0.0.1",
        "010.0.0.1, 10.0.0.1",
        "::, 0.0.0.0",
        "0:0:0:0:0:0:0:0, 0.0.0.0",
        "0, 0.0.0.0",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1%eth0",
        "Zoo1.Example.ORG, zoo1.example.org",
        "zoo1.example.org., zoo1.example.org",
        "LOCALHOST, localhost"
    })
    void twoTextsMeanTheSameHost(String one, String other) {
        assertThat(HostText.canonical(one)).isEqualTo(HostText.canonical(other));
        assertThat(new HostPort(one, 1)).isEqualTo(new HostPort(other, 1)).hasSameHashCodeAs(new HostPort(other, 1));
        assertThat(new EnsembleMember.Address(one, 1, 2))
                .isEqualTo(new EnsembleMember.Address(other, 1, 2))
                .hasSameHashCodeAs(new EnsembleMember.Address(other, 1, 2));
        assertThat(HostText.areCertainlyDifferent(one, other)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.2",
        "::1, ::2",
        "::10.0.0.1, 10.0.0.1",
        "127.0.0.1, 127.0.0.2",
        "fe80::1%eth0, fe80::1%eth1",
        "2001:db8::1, 10.0.0.1"
    })
    void twoAddressesAreCertainlyDifferent(String one, String other) {
        assertThat(HostText.canonical(one)).isNotEqualTo(HostText.canonical(other));
        assertThat(new HostPort(one, 1)).isNotEqualTo(new HostPort(other, 1));
        boolean areBothConcrete = HostText.isLoopback(one) == HostText.isLoopback(other);
        assertThat(HostText.areCertainlyDifferent(one, other)).isEqualTo(areBothConcrete);
    }

    @ParameterizedTest
    @CsvSource({
        "zoo1, 10.0.0.1",
        "zoo1, zoo1.example.org",
        "0.0.0.0, 10.0.0.1",
        "::, 2001:db8::1",
        "127.0.0.1, 10.0.0.1",
        "localhost, 10.0.0.1",
        "::1, 2001:db8::1"
    })
    void undecidedWithoutANameServerOrOnAnotherMachine(String one, String other) {
        assertThat(HostText.areCertainlyDifferent(one, other)).isFalse();
        assertThat(HostText.areCertainlyDifferent(other, one)).isFalse();
        assertThat(new HostPort(one, 1)).isNotEqualTo(new HostPort(other, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "127.0.0.1", "127.5.5.5", "::ffff:127.0.0.1", "Localhost", "0:0:0:0:0:0:0:1"})
    void aLoopbackAddressIsRecognisedInEveryForm(String host) {
        assertThat(HostText.isLoopback(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1.example.org", "127.zoo", "10.0.0.1", "::", "zoo"})
    void otherHostsAreNoLoopback(String host) {
        assertThat(HostText.isLoopback(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4.5",
                "256.0.0.1",
                "1..2",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "::1::",
                "12345::",
                "g::1",
                "::1.2.3",
                "1:2",
                "::1.2.3.999",
                ""
            })
    void textThatIsNoAddressIsAName(String host) {
        assertThat(HostText.isNumber(host)).isFalse();
        assertThat(HostText.canonical(host)).isEqualTo(host);
    }

    private static EnsembleConfig config(String line) {
        return EnsembleConfig.parse("server.1=" + line);
    }

    @Test
    void memberHasMovedOnlyIfItsAddressesCertainlyDiffer() {
        EnsembleConfig seenByOthers = config("10.0.0.1:2888:3888");
        assertThat(config("0.0.0.0:2888:3888").isElsewhere(seenByOthers, 1)).isFalse();
        assertThat(config("localhost:2888:3888").isElsewhere(seenByOthers, 1)).isFalse();
        assertThat(config("zoo1:2888:3888").isElsewhere(seenByOthers, 1)).isFalse();
        assertThat(config("10.0.0.9:2888:3888|10.0.0.1:2888:3888").isElsewhere(seenByOthers, 1))
                .isFalse();
        assertThat(config("10.0.0.2:2888:3888").isElsewhere(seenByOthers, 1)).isTrue();
        assertThat(config("0.0.0.0:2889:3888").isElsewhere(seenByOthers, 1)).isTrue();
    }

    @Test
    void configurationWrittenDifferentlyIsTheSame() {
        EnsembleConfig one = EnsembleConfig.parse("server.1=[::1]:1:2|Zoo1:1:2;[::]:2181\nversion=1");
        EnsembleConfig other = EnsembleConfig.parse("server.1=zoo1.:1:2|[0:0:0:0:0:0:0:1]:1:2;2181\nversion=2");
        assertThat(one.sameAs(other)).isTrue();
        assertThat(one.isSameQuorumAddress(other, 1)).isTrue();
        assertThat(one.text())
                .as("it is kept as it was written")
                .contains("Zoo1")
                .contains("[::1]");
    }
}
