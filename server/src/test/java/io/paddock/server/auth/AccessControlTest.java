// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessControlTest {
    private static final String BOB = "bob:fyVmFCwVbTJYrznoSu1koqYEYF0=";
    private static final String SUPER_DIGEST = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=";

    private final Rules rules = new Rules();
    private final AccessControl control = rules.build();
    private final Identities guest = Rules.from("127.0.0.1");
    private final Identities bob =
            control.authenticate("digest", "bob:secret".getBytes(UTF_8), guest).identities();

    @ParameterizedTest
    @ValueSource(ints = {Acl.READ, Acl.WRITE, Acl.CREATE, Acl.DELETE, Acl.ADMIN})
    void openListAllowsEverythingToEverybody(int perm) {
        assertThat(control.allows(Acl.OPEN, perm, guest)).isTrue();
    }

    @Test
    void allowsOnlyThePermissionsOfTheEntry() {
        assertThat(control.allows(Acl.READ_ONLY, Acl.READ, guest)).isTrue();
        assertThat(control.allows(Acl.READ_ONLY, Acl.WRITE, guest)).isFalse();
    }

    @Test
    void anyOneOfSeveralPermissionsIsEnough() {
        assertThat(control.allows(Acl.READ_ONLY, Acl.READ | Acl.ADMIN, guest)).isTrue();
    }

    @Test
    void missingListProtectsNothing() {
        assertThat(control.allows(null, Acl.ADMIN, guest)).isTrue();
        assertThat(control.allows(List.of(), Acl.ADMIN, guest)).isTrue();
    }

    @Test
    void entryWithoutPermissionsAllowsNothing() {
        assertThat(control.allows(Rules.list(0, "world", "anyone"), Acl.READ, guest))
                .isFalse();
    }

    @Test
    void worldSchemeMatchesOnlyAnyone() {
        assertThat(control.allows(Rules.list(Acl.ALL, "world", "someone"), Acl.READ, guest))
                .isFalse();
    }

    @Test
    void allowsTheUserWhoseDigestIsListed() {
        List<Acl> acl = Rules.list(Acl.READ, "digest", BOB);
        assertThat(control.allows(acl, Acl.READ, bob)).isTrue();
        assertThat(control.allows(acl, Acl.WRITE, bob)).isFalse();
        assertThat(control.allows(acl, Acl.READ, guest)).isFalse();
    }

    @Test
    void checksEachEntryAgainstEachIdentity() {
        Identities both =
                control.authenticate("digest", "amy:x".getBytes(UTF_8), bob).identities();
        List<Acl> acl = List.of(
                new Acl(Acl.READ, new Id("digest", "other:hash")),
                new Acl(Acl.WRITE, new Id("digest", BOB)),
                new Acl(Acl.READ, new Id("ip", "127.0.0.0/8")));
        assertThat(control.allows(acl, Acl.WRITE, both)).isTrue();
        assertThat(control.allows(acl, Acl.READ, both)).isTrue();
        assertThat(control.allows(acl, Acl.DELETE, both)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"sasl, bob", "x509, CN=bob", "super, ''", "auth, ''", "foo, bar"})
    void entryOfAnUnknownSchemeMatchesNobody(String scheme, String id) {
        // This holds even if the connection had that identity.
        Identities who = bob.with(new Id(scheme.equals("super") ? "superb" : scheme, id));
        assertThat(control.allows(Rules.list(Acl.ALL, scheme, id), Acl.READ, who))
                .isFalse();
    }

    @Test
    void entriesWithoutSchemeOrIdMatchNobody() {
        assertThat(control.allows(Rules.list(Acl.ALL, null, null), Acl.READ, guest))
                .isFalse();
        assertThat(control.allows(Rules.list(Acl.ALL, "ip", null), Acl.READ, guest))
                .isFalse();
        assertThat(control.allows(Rules.list(Acl.ALL, "digest", null), Acl.READ, bob))
                .isFalse();
    }

    @Test
    void skipAclAllowsEverything() {
        rules.skipAcl = true;
        assertThat(rules.build().allows(Rules.list(0, "digest", "a:b"), Acl.ADMIN, guest))
                .isTrue();
    }

    @Test
    void superUserMayDoEverything() {
        Identities boss = guest.withSuper();
        assertThat(boss.isSuper()).isTrue();
        assertThat(guest.isSuper()).isFalse();
        assertThat(control.allows(Rules.list(0, "digest", "a:b"), Acl.ADMIN, boss))
                .isTrue();
    }

    @Test
    void passwordOfTheSuperDigestMakesASuperUser() {
        rules.superDigest = SUPER_DIGEST;
        AccessControl withSuper = rules.build();
        Identities boss = withSuper
                .authenticate("digest", "super:secret".getBytes(UTF_8), guest)
                .identities();
        assertThat(boss.isSuper()).isTrue();
        assertThat(boss.ids())
                .containsExactly(new Id("ip", "127.0.0.1"), new Id("digest", SUPER_DIGEST), new Id("super", ""));
        assertThat(withSuper
                        .authenticate("digest", "super:guess".getBytes(UTF_8), guest)
                        .identities()
                        .isSuper())
                .isFalse();
        assertThat(control.authenticate("digest", "super:secret".getBytes(UTF_8), guest)
                        .identities()
                        .isSuper())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "bob:secret, bob:fyVmFCwVbTJYrznoSu1koqYEYF0=",
        "super:secret, super:lK75jTNcA+U9vtVEw5vB51mj/w4=",
        "super:test, super:D/InIHSb7yEEbrWz8b9l71RjZJU=",
        "al, al:L57iszZoIBLLRF2m86ClLGjK9HE=",
        "'', :2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
        "a:b:c, a:cLzgnoJ6mP5qz3w+mwvPE2vDgu0=",
        ":p, :LlDE5iroUDDm9zdvmLsfjkUvn0k="
    })
    void makesADigestOfAnyData(String data, String id) {
        Identities who =
                control.authenticate("digest", data.getBytes(UTF_8), guest).identities();
        assertThat(who.ids()).containsExactly(new Id("ip", "127.0.0.1"), new Id("digest", id));
    }

    @Test
    void hashesTheTextNotTheMalformedBytes() {
        byte[] malformed = {(byte) 0xff, (byte) 0xfe, ':', (byte) 0xc0};
        Identities who = control.authenticate("digest", malformed, guest).identities();
        assertThat(who.ids()).contains(new Id("digest", "\ufffd\ufffd:Q6t/9Sm0gnbDnmSHkrIw3DUKEow="));
    }

    @Test
    void hashesAsConfigured() {
        rules.digestAlgorithm = "SHA-256";
        Identities who = rules.build()
                .authenticate("digest", "bob:secret".getBytes(UTF_8), guest)
                .identities();
        assertThat(who.ids()).contains(new Id("digest", "bob:huAluaVu3uER4LIpielGv9Qqk5x3YVDr6I2R/mXf2wE="));
    }

    @Test
    void namesAnUnknownHashAlgorithm() {
        rules.digestAlgorithm = "SHA-0";
        assertThatThrownBy(rules::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SHA-0");
    }

    @Test
    void refusesDigestWithoutData() {
        assertThat(control.authenticate("digest", null, guest).isRefused()).isTrue();
    }

    @Test
    void digestSchemeCanBeDisabled() {
        rules.digestEnabled = false;
        AccessControl without = rules.build();
        assertThat(without.authenticate("digest", new byte[0], guest).isRefused())
                .isTrue();
        assertThat(without.allows(Rules.list(Acl.ALL, "digest", BOB), Acl.READ, bob))
                .isFalse();
        assertThat(without.schemes()).containsExactly("ip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"world", "auth", "super", "sasl", "x509", "foo", "", "Digest"})
    void refusesSchemesNobodyAuthenticatesWith(String scheme) {
        assertThat(control.authenticate(scheme, "a:b".getBytes(UTF_8), guest).isRefused())
                .isTrue();
    }

    @Test
    void refusesAMissingScheme() {
        assertThat(control.authenticate(null, "a:b".getBytes(UTF_8), guest).isRefused())
                .isTrue();
    }

    @Test
    void ipSchemeAndRepeatedIdentitiesAddNothing() {
        assertThat(control.authenticate("ip", null, guest).identities()).isSameAs(guest);
        assertThat(control.authenticate("digest", "bob:secret".getBytes(UTF_8), bob)
                        .identities())
                .isSameAs(bob);
    }

    @Test
    void addsToACopyAndNeverRemoves() {
        Identities more =
                control.authenticate("digest", "bob:other".getBytes(UTF_8), bob).identities();
        assertThat(more.ids()).hasSize(3).containsAll(bob.ids());
        assertThat(bob.ids()).hasSize(2);
        assertThat(guest.ids()).containsExactly(new Id("ip", "127.0.0.1"));
    }

    @Test
    void limitsTheIdentitiesOfAConnection() {
        Identities who = guest;
        for (int i = 1; i < Identities.MAX; i++) {
            who = control.authenticate("digest", ("u" + i + ":p").getBytes(UTF_8), who)
                    .identities();
        }
        assertThat(who.ids()).hasSize(Identities.MAX);
        assertThat(control.authenticate("digest", "one:more".getBytes(UTF_8), who)
                        .isRefused())
                .isTrue();
    }

    @Test
    void requiresAnEnforcedScheme() {
        rules.enforcedSchemes = Set.of("digest");
        AccessControl enforcing = rules.build();
        assertThat(enforcing.satisfiesEnforced(guest)).isFalse();
        assertThat(enforcing.satisfiesEnforced(bob)).isTrue();
        rules.enforcedSchemes = Set.of("sasl", "ip");
        assertThat(rules.build().satisfiesEnforced(guest)).isTrue();
        assertThat(control.satisfiesEnforced(guest)).isTrue();
    }

    @Test
    void requiresSaslIfSessionsMustUseIt() {
        rules.requireSasl = true;
        assertThat(rules.build().satisfiesEnforced(bob)).isFalse();
        assertThat(rules.build().satisfiesEnforced(bob.with(new Id("sasl", "bob"))))
                .isTrue();
    }

    @Test
    void hidesTheHashesOfDigests() {
        List<Acl> acl = List.of(
                new Acl(1, new Id("digest", "a:b:c")),
                new Acl(2, new Id("digest", "plain")),
                new Acl(3, new Id("digest", ":h")),
                new Acl(4, new Id("ip", "::1")),
                new Acl(5, Id.ANYONE));
        assertThat(control.maskDigests(acl))
                .containsExactly(
                        new Acl(1, new Id("digest", "a:x")),
                        new Acl(2, new Id("digest", "plain")),
                        new Acl(3, new Id("digest", ":x")),
                        new Acl(4, new Id("ip", "::1")),
                        new Acl(5, Id.ANYONE));
        assertThat(control.maskDigests(Acl.OPEN)).isSameAs(Acl.OPEN);
    }

    @Test
    void namesUsersNotTheirHashes() {
        Identities who = bob.withSuper().with(new Id("digest", "amy"));
        assertThat(control.whoAmI(who))
                .containsExactly(
                        new Id("ip", "127.0.0.1"),
                        new Id("digest", "bob"),
                        new Id("super", ""),
                        new Id("digest", "amy"));
    }
}
