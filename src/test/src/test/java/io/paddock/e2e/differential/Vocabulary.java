// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import java.util.List;

/** The words that {@link Values} draws from, the odd ones included. What stands twice is drawn twice as often. */
final class Vocabulary {
    /** Behind a program's prefix. */
    static final List<String> INSIDE = List.of(
            "",
            "",
            "/a",
            "/a",
            "/a",
            "/b",
            "/b",
            "/c",
            "/a/x",
            "/a/x",
            "/a/y",
            "/b/x",
            "/a/x/z",
            "/q",
            "/q/u",
            "/q/u/v",
            "/e",
            "/e/x",
            "/é",
            "/漢字",
            "/...",
            "/a..b",
            "/ sp ",
            "/s",
            "/a/s",
            "/a/",
            "/s0000000000",
            "/s0000000003",
            "/a/s0000000000",
            "/a/s0000000001",
            "/a/0000000000");

    static final List<String> NAMES = List.of("/a", "/a", "/b", "/c", "/x", "/s", "/", "/é", "/...");
    static final List<String> ODD_INSIDE = List.of(
            "/",
            "//a",
            "/a/",
            "/./a",
            "/../a",
            "/a/.",
            "/a/..",
            "/a//x",
            "/a\u0001",
            "/\0",
            "/a\0b",
            "/\u007f",
            "/\u0085",
            "/\u009f",
            "/\u00a0",
            "/\ud83d\ude00",
            "/\ud800",
            "/\udfff",
            "/\ue000",
            "/\uf8ff",
            "/\uf900",
            "/\uffef",
            "/\ufff0",
            "/\uffff",
            "/\ud7ff",
            "/missing/x",
            "a");
    static final List<String> ODD = List.of(
            "",
            "a",
            "/",
            "/",
            "/",
            "/a/",
            "//",
            "/a/./b",
            "//a",
            "/.",
            "/..",
            "relative/x",
            "/missing",
            "/missing/x",
            " ",
            "\0",
            "/\0");
    static final List<String> SYSTEM = List.of(
            "/zookeeper",
            "/zookeeper/quota",
            "/zookeeper/config",
            "/zookeeper/x",
            "/zookeeper/config/x",
            "/zookeeper/quota/zookeeper_limits",
            "/zookeeper/quota/zookeeper_stats",
            "/zookeeper/",
            "/zookeeper/quota/");
    static final List<String> LIMITS = List.of(
            "count=2,bytes=20",
            "count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=2",
            "count=1,bytes=5=;countHardLimit=3",
            "bytes=5",
            "count=1;bytes=2",
            "",
            "count==1,bytes=1",
            "count=1=2,bytes=3",
            "byteHardLimit=8",
            "foo=1;byteHardLimit=+30",
            "countHardLimit=1,byteHardLimit=0");
    /** See KnownDifference.UNREADABLE_LIMITS. */
    static final List<String> UNREADABLE_LIMITS = List.of("junk", "count=x,bytes=1", "count=,bytes=", "=");

    static final List<String> USAGES =
            List.of("", "count=3", "bytes=9;count=2", "count=3,bytes=7=;countHardLimit=5", "count==4");
    static final List<String> IDS = List.of(
            "bob:fyVmFCwVbTJYrznoSu1koqYEYF0=",
            "al:L57iszZoIBLLRF2m86ClLGjK9HE=",
            "a:b",
            ":b",
            "a:b:",
            "a",
            "a:",
            "a:b:c",
            "",
            ":",
            "u\ud83d\ude00:h",
            "anyone",
            "other",
            "127.0.0.1",
            "127.0.0.0/8",
            "127.0.0.1/32",
            "10.0.0.1",
            "127.0.0.1/33",
            "127.0.0.1/-1",
            "127.0.0.1/",
            "300.1.1.1",
            "1.2.3",
            "0.0.0.0/0",
            "::1",
            "::/0",
            "::ffff:127.0.0.1",
            "fe80::1%lo",
            "CN=a",
            "bob@REALM");
    static final List<String> SCHEMES =
            List.of("digest", "digest", "ip", "ip", "world", "auth", "super", "sasl", "x509", "foo", "", "Digest");
    static final List<String> USERS = List.of("bob:secret", "bob:secret", "al", "", "eve:x:y", ":", "u\ud83d\ude00:p");
    static final int[] VERSIONS = {-1, -1, -1, -1, 0, 0, 0, 1, 1, 2, 3, 99, -2, Integer.MIN_VALUE, Integer.MAX_VALUE};
    static final long[] TTLS = {1, 1_000_000_000L, (1L << 40) - 1, 1L << 40, 0, -1, -2, Long.MAX_VALUE, Long.MIN_VALUE};

    private Vocabulary() {}
}
