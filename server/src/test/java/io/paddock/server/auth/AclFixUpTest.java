// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclFixUpTest {
    private static final Id AMY = new Id("digest", "amy:L2kJcDlF0YdVY3QMlRXLmFLLVp8=");

    private final AccessControl control = new Rules().build();
    private final Identities guest = Rules.from("127.0.0.1");
    private final Identities two =
            guest.with(new Id("digest", "amy:1")).withSuper().with(new Id("digest", "bob:2"));

    @Test
    void keepsWhatIsValid() {
        List<Acl> acl = List.of(
                new Acl(Acl.ALL, Id.ANYONE), new Acl(Acl.READ, AMY), new Acl(Acl.READ, new Id("ip", "10.0.0.0/8")));
        assertThat(control.fixUp(acl, guest)).isEqualTo(new RequestedAcl(acl, ErrorCode.OK));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 32, Integer.MIN_VALUE})
    void leavesPermissionsAsTheyAre(int perms) {
        assertThat(control.fixUp(Rules.list(perms, "world", "anyone"), guest).acl())
                .isEqualTo(Rules.list(perms, "world", "anyone"));
    }

    @Test
    void refusesAnEmptyList() {
        assertThat(control.fixUp(null, guest).error()).isEqualTo(ErrorCode.INVALID_ACL);
        assertThat(control.fixUp(List.of(), guest).error()).isEqualTo(ErrorCode.INVALID_ACL);
    }

    /**
     * Expected as a ZooKeeper 3.9.5 server answered. Its search for duplicates fails where it has to compare
     * a null.
     */
    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            31, null,   anyone, MARSHALLING_ERROR
            31, null,   null,   MARSHALLING_ERROR
            31, world,  null,   MARSHALLING_ERROR
            31, auth,   null,   INVALID_ACL
            31, foo,    null,   INVALID_ACL
             1, null,   anyone, INVALID_ACL
            """)
    void answersNullsAfterAValidEntryLikeZooKeeper(int perms, String scheme, String id, ErrorCode error) {
        List<Acl> acl = new ArrayList<>(Rules.list(31, "world", "anyone"));
        acl.addAll(Rules.list(perms, scheme, id));
        assertThat(control.fixUp(acl, guest).error()).isEqualTo(error);
        for (int i = 0; i < 20; i++) { // A longer list is searched in another way.
            acl.add(1, new Acl(2, new Id("ip", "10.0.0." + i)));
        }
        assertThat(control.fixUp(acl, guest).error()).isEqualTo(error);
    }

    /** Expected as a ZooKeeper 3.9.5 server answered. */
    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            null,   x,       INVALID_ACL
            null,   null,    INVALID_ACL
            world,  someone, INVALID_ACL
            world,  '',      INVALID_ACL
            world,  null,    MARSHALLING_ERROR
            digest, null,    MARSHALLING_ERROR
            ip,     null,    MARSHALLING_ERROR
            foo,    null,    INVALID_ACL
            foo,    x,       INVALID_ACL
            '',     a:b,     INVALID_ACL
            auth,   '',      INVALID_ACL
            auth,   null,    INVALID_ACL
            super,  a:b,     INVALID_ACL
            super,  '',      INVALID_ACL
            sasl,   bob,     INVALID_ACL
            x509,   CN=bob,  INVALID_ACL
            digest, a,       INVALID_ACL
            ip,     1.2.3,   INVALID_ACL
            """)
    void refuses(String scheme, String id, ErrorCode error) {
        RequestedAcl result = control.fixUp(Rules.list(Acl.ALL, scheme, id), guest);
        assertThat(result).isEqualTo(new RequestedAcl(null, error));
        assertThat(result.isRefused()).isTrue();
    }

    @Test
    void refusesWithoutAnId() {
        assertThat(control.fixUp(List.of(new Acl(1, null)), guest).error()).isEqualTo(ErrorCode.INVALID_ACL);
        List<Acl> many = new ArrayList<>(distinct(20));
        many.add(new Acl(1, null));
        assertThat(control.fixUp(many, guest).error()).isEqualTo(ErrorCode.INVALID_ACL);
    }

    @Test
    void saysWhatIsWrongWithTheFirstWrongEntry() {
        Acl malformed = new Acl(1, new Id("world", null));
        Acl invalid = new Acl(1, new Id("foo", "x"));
        assertThat(control.fixUp(List.of(malformed, invalid), guest).error()).isEqualTo(ErrorCode.MARSHALLING_ERROR);
        assertThat(control.fixUp(List.of(invalid, malformed), guest).error()).isEqualTo(ErrorCode.INVALID_ACL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", ":b", "a:b:", "a:b::", " : "})
    void acceptsDigestsOfTwoParts(String id) {
        assertThat(control.fixUp(Rules.list(1, "digest", id), guest).isRefused())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:", ":", "::", "::b", "a::b", "a:b:c"})
    void refusesDigestsOfOtherThanTwoParts(String id) {
        assertThat(control.fixUp(Rules.list(1, "digest", id), guest).error()).isEqualTo(ErrorCode.INVALID_ACL);
    }

    @Test
    void replacesAuthByTheIdentitiesOfTheCaller() {
        assertThat(control.fixUp(Rules.list(Acl.WRITE, "auth", "ignored"), two).acl())
                .containsExactly(
                        new Acl(Acl.WRITE, new Id("digest", "amy:1")), new Acl(Acl.WRITE, new Id("digest", "bob:2")));
        assertThat(control.fixUp(Rules.list(Acl.WRITE, "auth", null), two).acl())
                .hasSize(2);
    }

    /** ZooKeeper looks for duplicates before it replaces "auth" by the caller's identities, not after. */
    @Test
    void keepsDuplicatesThatComeFromReplacingAuth() {
        List<Acl> acl = List.of(
                new Acl(Acl.ALL, new Id("digest", "amy:1")),
                new Acl(Acl.ALL, new Id("auth", "")),
                new Acl(Acl.ALL, new Id("auth", "")));
        assertThat(control.fixUp(acl, two).acl())
                .extracting(each -> each.id().id())
                .containsExactly("amy:1", "amy:1", "bob:2");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8, 9, 50})
    void removesDuplicatesKeepingTheFirst(int count) {
        List<Acl> once = distinct(count);
        List<Acl> requested = new ArrayList<>(once);
        requested.addAll(1, once);
        requested.add(once.get(0));
        List<Acl> expected = new ArrayList<>(once.subList(0, 1));
        expected.addAll(once.subList(1, count));
        assertThat(control.fixUp(requested, guest).acl()).isEqualTo(expected);
    }

    @Test
    void entriesThatDifferInOneFieldAreNoDuplicates() {
        List<Acl> acl = new ArrayList<>(distinct(10));
        acl.add(new Acl(2, acl.get(0).id()));
        acl.add(new Acl(1, new Id("ip", "::1")));
        acl.add(new Acl(1, new Id("digest", "::1:x".substring(2))));
        assertThat(control.fixUp(acl, guest).acl()).isEqualTo(acl);
    }

    /** All ids have the same hash code. Neither that nor their number may cost more than sorting them. */
    @Test
    void sortsThirtyThousandEntriesWithEqualHashesFast() {
        List<Acl> acl = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            StringBuilder id = new StringBuilder("u:");
            for (int bit = 0; bit < 15; bit++) {
                id.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            acl.add(new Acl(1, new Id("digest", id.toString())));
        }
        acl.addAll(List.copyOf(acl));
        assertThat(control.fixUp(acl, guest).acl()).isEqualTo(acl.subList(0, 30_000));
    }

    @Test
    void limitsTheSizeAfterReplacingAuth() {
        Identities who = guest;
        for (int i = 1; i < Identities.MAX; i++) {
            who = control.authenticate("digest", ("u" + i).getBytes(UTF_8), who).identities();
        }
        List<Acl> acl = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            acl.add(new Acl(i, new Id("auth", "")));
        }
        assertThat(control.fixUp(acl, who).error()).isEqualTo(ErrorCode.INVALID_ACL);
        assertThat(control.fixUp(acl.subList(0, 100), who).acl()).hasSize(100 * (Identities.MAX - 1));
    }

    private static List<Acl> distinct(int count) {
        List<Acl> acl = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            acl.add(new Acl(1, new Id("digest", "u" + i + ":h")));
        }
        return acl;
    }
}
