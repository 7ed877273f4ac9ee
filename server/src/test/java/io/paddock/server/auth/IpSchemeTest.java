// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.jute.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid is what a ZooKeeper 3.9.5 server accepted. */
class IpSchemeTest {
    private final IpScheme scheme = new IpScheme();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4",
                "0.0.0.0",
                "255.255.255.255",
                "01.2.3.4",
                "+1.2.3.4",
                "-0.2.3.4",
                "1.2.3.0000000004",
                "1.2.3.4/0",
                "1.2.3.4/32",
                "1.2.3.4/+8",
                "1.2.3.4/-0",
                "1.2.3.4/000000008",
                "::",
                "::1",
                "1::",
                "::1/0",
                "::1/128",
                "1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8/64",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
                "1:2:3::6:7:8",
                "abcd:EF01::",
                "+1::"
            })
    void accepts(String id) {
        assertThat(scheme.isValidId(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "localhost",
                "1.2.3",
                "1.2.3.",
                "1.2.3.4.",
                "1.2.3.4.5",
                ".1.2.3.4",
                "1..3.4",
                "1.2.3.256",
                "1.2.3.-4",
                " 1.2.3.4",
                "1.2.3.x",
                "1.2.3.4294967297",
                "1.2.3.+",
                "1.2.3.4/",
                "1.2.3.4//8",
                "1.2.3.4/8/",
                "1.2.3.4/8/8",
                "1.2.3.4/33",
                "1.2.3.4/-1",
                "1.2.3.4/8 ",
                "1.2.3.4/ 8",
                "1.2.3.4/4294967304",
                "1.2.3.4:",
                ":",
                ":::",
                ":1",
                "1:",
                "::1:",
                "1::2:",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8::",
                "::1/129",
                "::1/",
                "12345::",
                "00001::1",
                "g::",
                "::ffff:1.2.3.4",
                "fe80::1%eth0"
            })
    void refuses(String id) {
        assertThat(scheme.isValidId(id)).isFalse();
        assertThat(scheme.matches(Rules.from("127.0.0.1"), id)).isFalse();
        assertThat(scheme.matches(Rules.from("::1"), id)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            127.0.0.1,   127.0.0.1,           yes
            127.0.0.1,   127.0.0.1/32,        yes
            127.0.0.1,   127.0.0.01,          yes
            127.0.0.1,   127.0.0.2,           no
            127.0.0.1,   127.0.0.0/8,         yes
            127.0.0.1,   127.1.1.1/8,         yes
            127.0.0.1,   126.0.0.0/7,         yes
            127.0.0.1,   126.0.0.0/8,         no
            127.0.0.1,   128.0.0.0/1,         no
            127.0.0.1,   0.0.0.0/0,           yes
            127.0.0.1,   255.255.255.255/0,   yes
            127.0.0.1,   127.0.0.0/31,        yes
            127.0.0.1,   127.0.0.2/31,        no
            127.0.0.1,   127.0.0.2/30,        yes
            127.0.0.1,   127.0.0.5/29,        yes
            127.0.0.1,   ::ffff:7f00:1,       no
            127.0.0.1,   ::/0,                no
            200.100.0.1, 200.100.0.1,         yes
            ::1,         ::1,                 yes
            ::1,         0:0:0:0:0:0:0:1,     yes
            ::1,         0:0:0::1,            yes
            ::1,         ::2,                 no
            ::1,         ::/127,              yes
            ::1,         ::/128,              no
            ::1,         1::/0,               yes
            ::1,         0.0.0.1,             no
            ::1,         0.0.0.0/0,           no
            2001:db8::7, 2001:DB8::/32,       yes
            2001:db8::7, 2001:db9::/32,       no
            2001:db8::7, 2001:db9::/31,       yes
            2001:db8::7, 2001:db8::ffff/64,   yes
            2001:db8::7, 2001:db8::ffff/112,  yes
            2001:db8::7, 2001:db8::ffff/113,  no
            2001:db8:0:1::7, 2001:db8::/64,   no
            2001:db8:0:1::7, 2001:db8::/63,   yes
            """)
    void comparesAfterMasking(String peer, String aclId, String matches) {
        assertThat(scheme.matches(Rules.from(peer), aclId)).isEqualTo(matches.equals("yes"));
    }

    @Test
    void usesTheAddressOfTheConnectionAndNotAClaimedOne() {
        Identities who = Rules.from("10.0.0.1").with(new Id("digest", "127.0.0.1"));
        assertThat(scheme.matches(who, "127.0.0.1")).isFalse();
    }
}
