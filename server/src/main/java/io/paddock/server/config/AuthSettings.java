// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.server.config.ServerConfig.Auth;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The keys about authentication and access. */
final class AuthSettings {
    private AuthSettings() {}

    static Auth read(Settings settings) throws ConfigException {
        boolean digestEnabled = settings.bool("DigestAuthenticationProvider.enabled", true);
        Set<String> superUsers = new TreeSet<>();
        for (Setting setting : settings.startingWith("superUser")) {
            superUsers.add(setting.value());
        }
        return new Auth(
                settings.yesNo("skipACL", false),
                settings.bool("enableEagerACLCheck", false),
                digestEnabled,
                digestAlgorithm(settings),
                settings.word("DigestAuthenticationProvider.superDigest"),
                settings.word("X509AuthenticationProvider.superUser"),
                superUsers,
                settings.word("letAnySaslUserDoX"),
                enforcedSchemes(settings, digestEnabled),
                settings.bool("sessionRequireClientSASLAuth", false),
                settings.bool("allowSaslFailedClients", false));
    }

    private static String digestAlgorithm(Settings settings) throws ConfigException {
        Optional<Setting> setting = settings.find("DigestAuthenticationProvider.digestAlg");
        String algorithm = setting.map(Setting::value).orElse("SHA1");
        try {
            MessageDigest.getInstance(algorithm);
            return algorithm;
        } catch (NoSuchAlgorithmException e) {
            throw new ConfigException(
                    setting.orElseThrow()
                            .refuse("a hash that this JVM knows, such as SHA1, SHA-256 or SHA3-512")
                            .getMessage(),
                    e);
        }
    }

    private static Set<String> enforcedSchemes(Settings settings, boolean digestEnabled) throws ConfigException {
        boolean enforced = settings.bool("enforce.auth.enabled", false);
        List<String> schemes = settings.list("enforce.auth.schemes").orElse(List.of());
        if (!enforced) {
            return Set.of();
        }
        if (schemes.isEmpty()) {
            throw new ConfigException(
                    "zookeeper.enforce.auth.enabled is true zookeeper.enforce.auth.schemes must be  configured.");
        }
        Set<String> available = new TreeSet<>(digestEnabled ? Set.of("digest", "ip") : Set.of("ip"));
        for (String scheme : schemes) {
            if (!available.contains(scheme)) {
                throw new ConfigException(
                        settings.find("enforce.auth.schemes").orElseThrow().where() + ": Authentication scheme "
                                + scheme + " is not available. Available are " + available);
            }
        }
        return Set.copyOf(schemes);
    }
}
