// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which package may use which other package: the arrows of docs/ARCHITECTURE.md and of each package-info. */
class RoomsTest {
    private static final JavaClasses OURS = new ClassFileImporter()
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
                .check(OURS);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.paddock.(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void agreementUsesNoClockThreadDiskOrNetwork() {
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
                .check(OURS);
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
                .check(OURS);
    }

    @Test
    void theProtocolAndTheTreeOpenNoFiles() {
        noClasses()
                .that()
                .resideInAnyPackage("io.paddock.protocol..", "io.paddock.storage.tree..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
                .check(OURS);
    }

    /** Each package-info lists the packages of ours that its package uses, in a sentence that begins with "Sees:". */
    @Test
    void eachPackageInfoListsThePackagesThatItsPackageUses() throws IOException {
        Map<String, Set<String>> used = usedPackages();
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, Set<String>> entry : used.entrySet()) {
            SeenPackages stated = SeenPackages.read(sourceOf(entry.getKey()));
            stated.missing(entry.getValue())
                    .forEach(name -> faults.add(entry.getKey() + " uses " + name + ", which its Sees: omits"));
            stated.unused(entry.getValue())
                    .forEach(name -> faults.add(entry.getKey() + " does not use " + name + ", which its Sees: lists"));
        }
        assertThat(used).hasSizeGreaterThan(25);
        assertThat(faults).isEmpty();
    }

    private static Map<String, Set<String>> usedPackages() {
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass each : OURS) {
            Set<String> names = used.computeIfAbsent(each.getPackageName(), name -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getPackageName())
                    .filter(name -> name.startsWith("io.paddock.") && !name.equals(each.getPackageName()))
                    .forEach(names::add);
        }
        return used;
    }

    private static Path sourceOf(String packageName) {
        String module = packageName.split("\\.")[2];
        return Path.of("..", module, "src", "main", "java", packageName.replace('.', '/'), "package-info.java");
    }
}
