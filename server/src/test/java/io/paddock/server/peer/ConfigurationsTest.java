// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.DynamicConfigFiles;
import io.paddock.server.config.Ensemble;
import io.paddock.server.core.DrivenLog;
import io.paddock.server.link.ElectionOptions;
import io.paddock.server.link.ElectionPort;
import io.paddock.server.link.Members;
import io.paddock.server.listen.Names;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.recovery.DataDirectories;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration in force and the one that is proposed. No port listens. */
class ConfigurationsTest {
    private static final String ONE = "server.1=h1:2801:3801:participant\n";
    private static final String TWO = "server.2=h2:2802:3802:participant\n";
    private static final String THREE = "server.3=h3:2803:3803:participant\n";
    private static final String FOUR = "server.4=h4:2804:3804:participant\n";

    @TempDir
    Path dataDir;

    private final List<EnsembleConfig> asked = new ArrayList<>();
    private Ensemble options;
    private DrivenLog log;
    private ElectionPort election;
    private Configurations configurations;

    @BeforeEach
    void create() throws Exception {
        Files.writeString(dataDir.resolve("myid"), "1\n");
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("dataDir", dataDir.toString());
        keys.put("clientPort", "0");
        keys.put("initLimit", "10");
        keys.put("syncLimit", "5");
        keys.put("server.1", "h1:2801:3801");
        keys.put("server.2", "h2:2802:3802");
        keys.put("server.3", "h3:2803:3803");
        options = ConfigReader.fromMap(keys).ensemble();

        DataDirectories directories = new DataDirectories(dataDir, dataDir);
        directories.prepare(true);
        log = new DrivenLog(directories.logs());
        RealDirectory files = new RealDirectory(directories.snapshots());
        PeerDisk disk = new PeerDisk(
                directories,
                RecoveryOptions.DEFAULTS,
                files,
                files,
                DynamicConfigFiles.of(options),
                log.log(),
                Runnable::run,
                event -> {});
        election = new ElectionPort(
                ElectionOptions.of(options),
                Members.electing(config(0, ""), config(0, "")),
                Names.SYSTEM,
                (from, vote) -> {});
        LearnerLinks noLinks = new LearnerLinks(arrivals -> null, arrivals -> null, Runnable::run, event -> {});
        configurations = new Configurations(options, disk, election, noLinks, null, config -> {
            asked.add(config);
            return config.version() == 7;
        });
    }

    @AfterEach
    void close() {
        election.close();
    }

    private static EnsembleConfig config(long version, String members) {
        return EnsembleConfig.parse(ONE + members + "version=" + Long.toHexString(version));
    }

    private static ZnodeTree treeThatShows(EnsembleConfig config) {
        ZnodeTree tree = new ZnodeTree();
        tree.gate().lockAll();
        tree.showEnsemble(config.text().getBytes(StandardCharsets.UTF_8), config.version(), 0);
        tree.gate().unlockAll();
        return tree;
    }

    @Test
    void bothConfigurationsBeginAsTheFilesSay() {
        assertThat(configurations.committed()).isEqualTo(options.committed());
        assertThat(configurations.lastSeen()).isEqualTo(options.lastSeen());
        assertThat(configurations.committed().members()).containsOnlyKeys(1L, 2L, 3L);
    }

    @Test
    void newerConfigurationInTheTreeIsTheProposedOne() {
        EnsembleConfig proposed = config(9, TWO + FOUR);
        configurations.beginWith(treeThatShows(proposed));
        assertThat(configurations.lastSeen()).isEqualTo(proposed);
        assertThat(configurations.committed()).isEqualTo(options.committed());
    }

    @Test
    void configurationInTheTreeThatIsNotNewerIsIgnored() {
        configurations.beginWith(treeThatShows(config(options.committed().version(), TWO + FOUR)));
        assertThat(configurations.lastSeen()).isEqualTo(options.lastSeen());
        configurations.beginWith(new ZnodeTree());
        assertThat(configurations.lastSeen()).isEqualTo(options.lastSeen());
    }

    @Test
    void changeTakesBothConfigurationsAndKeepsThemByATaskOfTheDisk() {
        EnsembleConfig committed = config(8, TWO + THREE);
        EnsembleConfig proposed = config(9, TWO + FOUR);
        assertThat(log.step()).isFalse();
        configurations.change(committed, proposed);
        assertThat(configurations.committed()).isEqualTo(committed);
        assertThat(configurations.lastSeen()).isEqualTo(proposed);
        assertThat(log.step()).isTrue();
        assertThat(log.step()).isFalse();
    }

    @Test
    void memberIsFoundWhereTheConfigurationInForceSaysElseWhereTheProposedOneSays() {
        EnsembleConfig moved = EnsembleConfig.parse(ONE + "server.2=elsewhere:1:2:participant\n" + FOUR + "version=9");
        configurations.change(config(8, TWO), moved);
        assertThat(configurations.quorumAddresses(2)).containsExactly(new HostPort("h2", 2802));
        assertThat(configurations.quorumAddresses(4)).containsExactly(new HostPort("h4", 2804));
        assertThat(configurations.quorumAddresses(5)).isEmpty();
    }

    @Test
    void readinessIsAskedForTheConfigurationInQuestion() {
        EnsembleConfig ready = config(7, TWO);
        EnsembleConfig notReady = config(8, TWO);
        assertThat(configurations.isReadyFor(ready)).isTrue();
        assertThat(configurations.isReadyFor(notReady)).isFalse();
        assertThat(asked).containsExactly(ready, notReady);
    }

    @Test
    void reconfigurationMustLeaveTwoVotersWhereOneAloneRunsWithoutAnEnsemble() {
        assertThat(options.standaloneEnabled()).isTrue();
        assertThat(configurations.votersMin()).isEqualTo(2);
    }

    @Test
    void treeShowsTheConfigurationInForce() {
        configurations.change(config(8, TWO), config(9, TWO + FOUR));
        ZnodeTree tree = new ZnodeTree();
        tree.gate().lockAll();
        configurations.show(tree, 5);
        tree.gate().unlockAll();
        assertThat(ShownEnsemble.in(tree)).isEqualTo(config(8, TWO));
    }
}
