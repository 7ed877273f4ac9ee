// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may see whom: the arrows that docs/ARCHITECTURE.md draws. */
class RoomsTest {
    private final JavaClasses ours = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.paddock");

    @Test
    void arrowsOnlyPointFromTheServerTowardsTheProtocol() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.paddock..")
                .layer("protocol")
                .definedBy("io.paddock.protocol..")
                .layer("storage")
                .definedBy("io.paddock.storage..")
                .optionalLayer("zab")
                .definedBy("io.paddock.zab..")
                .layer("server")
                .definedBy("io.paddock.server..")
                .whereLayer("server")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("storage")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("zab")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("protocol")
                .mayOnlyBeAccessedByLayers("storage", "zab", "server")
                .check(ours);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.paddock.(**)").should().beFreeOfCycles().check(ours);
    }

    @Test
    void agreementNeverSeesTheWorld() {
        noClasses()
                .that()
                .resideInAPackage("io.paddock.zab..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.net..", "java.nio..", "java.util.concurrent..", "io.netty..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.Thread|java\\.util\\.Random|java\\.time\\..*Clock")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .allowEmptyShould(true)
                .check(ours);
    }

    @Test
    void onlyTheConfigurationReadsSystemProperties() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.paddock.server.config..")
                .and()
                .resideInAPackage("io.paddock.server..")
                .and()
                .haveSimpleNameNotEndingWith("Main")
                .should()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class, String.class)
                .check(ours);
    }

    @Test
    void theProtocolAndTheTreeOpenNoFiles() {
        noClasses()
                .that()
                .resideInAnyPackage("io.paddock.protocol..", "io.paddock.storage.tree..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
                .check(ours);
    }
}
