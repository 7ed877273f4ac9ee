// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.RealDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The expected bytes of the members' files are the bytes that ZooKeeper 3.9.5 wrote for the same members. */
class DynamicConfigFilesTest {
    private static final String MEMBERS = "server.1=127.0.0.1:45101:45201\nserver.2=127.0.0.1:45102:45202\n"
            + "server.3=127.0.0.1:45103:45203;45003\n";
    private static final EnsembleConfig FIRST = EnsembleConfig.parse(MEMBERS).withVersion(0x100000000L);

    @TempDir
    Path temp;

    private Path file;

    @BeforeEach
    void name() {
        file = temp.resolve("zoo.cfg");
    }

    private String staticLines(String more) {
        return "# ours\ntickTime=500\ninitLimit=10\nsyncLimit=5\n\ndataDir=" + temp
                + "\nreconfigEnabled=true\nweird\\ key = a\\\n  b\n" + more;
    }

    private Ensemble write(long sid, String text) throws Exception {
        Files.writeString(temp.resolve("myid"), sid + "\n");
        Files.writeString(file, text);
        return read();
    }

    private Ensemble read() throws Exception {
        return new ConfigReader(Map.of()).read(file).ensemble();
    }

    private List<String> names() throws IOException {
        return new RealDirectory(temp)
                .names().stream().filter(name -> name.startsWith("zoo")).toList();
    }

    @Test
    void membersMoveToASeparateFileWhenTheyHaveAVersion() throws Exception {
        String before = staticLines("clientPort=2181\npeerType=participant\n" + MEMBERS);
        DynamicConfigFiles files = DynamicConfigFiles.of(write(1, before));
        assertThat(temp.resolve("zoo.cfg.bak")).hasContent(before);
        files.lastSeen(FIRST);
        assertThat(Files.readString(temp.resolve("zoo.cfg.dynamic.next")))
                .isEqualTo("server.1=127.0.0.1:45101:45201:participant\n"
                        + "server.2=127.0.0.1:45102:45202:participant\n"
                        + "server.3=127.0.0.1:45103:45203:participant;0.0.0.0:45003\nversion=100000000");
        files.committed(FIRST);
        assertThat(Files.readString(temp.resolve("zoo.cfg.dynamic.100000000")))
                .isEqualTo("server.1=127.0.0.1:45101:45201:participant\n"
                        + "server.2=127.0.0.1:45102:45202:participant\n"
                        + "server.3=127.0.0.1:45103:45203:participant;0.0.0.0:45003");
        assertThat(Files.readString(file))
                .isEqualTo(staticLines("clientPort=2181\n") + "dynamicConfigFile=" + file + ".dynamic.100000000\n");
        assertThat(names()).containsExactly("zoo.cfg", "zoo.cfg.bak", "zoo.cfg.dynamic.100000000");
        assertThat(read().committed()).isEqualTo(FIRST);
    }

    @Test
    void clientPortMovesIntoTheFileOfMembersIfALineHasIt() throws Exception {
        DynamicConfigFiles files = DynamicConfigFiles.of(write(3, staticLines("clientPort=45003\n" + MEMBERS)));
        files.committed(FIRST);
        assertThat(Files.readString(file))
                .isEqualTo(staticLines("") + "dynamicConfigFile=" + file + ".dynamic.100000000\n");
        assertThat(new ConfigReader(Map.of()).read(file).clientPort().port()).isEqualTo(45003);
    }

    @Test
    void eachReconfigurationHasItsOwnFileAndTheOldOnesStay() throws Exception {
        DynamicConfigFiles.of(write(1, staticLines("clientPort=2181\n" + MEMBERS)))
                .committed(FIRST);
        DynamicConfigFiles files = DynamicConfigFiles.of(read());
        EnsembleConfig second = EnsembleConfig.parse("server.2=b:1:2\nserver.10=c:1:2\nversion=10000000a");
        files.lastSeen(second);
        files.committed(second);
        assertThat(Files.readString(temp.resolve("zoo.cfg.dynamic.10000000a")))
                .isEqualTo("server.10=c:1:2:participant\nserver.2=b:1:2:participant");
        assertThat(names())
                .containsExactly("zoo.cfg", "zoo.cfg.bak", "zoo.cfg.dynamic.100000000", "zoo.cfg.dynamic.10000000a");
        assertThatThrownBy(this::read).hasMessageContaining("My id 1 not in the peer list [2, 10] of " + file);
        Files.writeString(temp.resolve("myid"), "2\n");
        assertThat(read().committed().version()).isEqualTo(0x10000000aL);
        assertThat(Files.readString(temp.resolve("zoo.cfg.bak"))).contains("server.1");
        files.committed(FIRST);
        assertThat(read().committed().version()).isEqualTo(0x10000000aL);
    }

    @Test
    void groupsAndWeightsMoveWithTheMembers() throws Exception {
        String members = "server.2=127.0.0.1:46102:46202;127.0.0.1:46002\nserver.10=localhost:46110:46210\n"
                + "server.11=localhost:46111:46211;127.0.0.1:46011\ngroup.1=2:10\ngroup.2=11\nweight.11=2\n";
        Ensemble ensemble = write(2, staticLines("clientPort=46002\n" + members));
        DynamicConfigFiles.of(ensemble).committed(ensemble.committed().withVersion(0x100000000L));
        assertThat(Files.readString(temp.resolve("zoo.cfg.dynamic.100000000")))
                .isEqualTo("group.1=2:10\ngroup.2=11\nserver.10=localhost:46110:46210:participant\n"
                        + "server.11=localhost:46111:46211:participant;127.0.0.1:46011\n"
                        + "server.2=127.0.0.1:46102:46202:participant;127.0.0.1:46002\n"
                        + "weight.10=1\nweight.11=2\nweight.2=1");
        assertThat(Files.readString(file)).doesNotContain("group", "weight");
        assertThat(read().committed().weights()).isEqualTo(Map.of(2L, 1L, 10L, 1L, 11L, 2L));
    }

    @Test
    void aFileOfMembersMadeByHandIsLeftAlone() throws Exception {
        Path members = temp.resolve("members");
        Files.writeString(members, "# ours\n" + MEMBERS);
        DynamicConfigFiles files =
                DynamicConfigFiles.of(write(1, "dynamicConfigFile=" + members + "\n" + staticLines("clientPort=2181")));
        files.committed(FIRST);
        assertThat(names()).containsExactly("zoo.cfg", "zoo.cfg.dynamic.100000000");
        assertThat(members).hasContent("# ours\n" + MEMBERS);
        assertThat(Files.readString(file))
                .isEqualTo(staticLines("clientPort=2181") + "\ndynamicConfigFile=" + file + ".dynamic.100000000\n");
    }

    @Test
    void proposedConfigurationIsReadAgainUntilItIsCommitted() throws Exception {
        DynamicConfigFiles.of(write(1, staticLines("clientPort=2181\n" + MEMBERS)))
                .committed(FIRST);
        EnsembleConfig proposed = EnsembleConfig.parse("server.1=a:1:2\nserver.2=b:1:2\nversion=200000003");
        DynamicConfigFiles.of(read()).lastSeen(proposed);
        assertThat(read().committed()).isEqualTo(FIRST);
        assertThat(read().lastSeen()).isEqualTo(proposed);
        DynamicConfigFiles.of(read()).committed(proposed);
        assertThat(names()).doesNotContain("zoo.cfg.dynamic.next");
        assertThat(read().lastSeen()).isEqualTo(proposed);
        assertThat(read().committed()).isEqualTo(proposed);
    }

    @Test
    void withoutReconfigurationsNothingIsWritten() throws Exception {
        Ensemble ensemble = write(
                1, staticLines("clientPort=2181\n" + MEMBERS).replace("reconfigEnabled=true", "reconfigEnabled=false"));
        DynamicConfigFiles files = DynamicConfigFiles.of(ensemble);
        files.lastSeen(FIRST);
        files.committed(FIRST);
        assertThat(names()).containsExactly("zoo.cfg");
        DynamicConfigFiles standalone = DynamicConfigFiles.of(write(1, staticLines("server.1=a:1:2;2181\n")));
        standalone.committed(FIRST);
        assertThat(names()).containsExactly("zoo.cfg");
        DynamicConfigFiles.of(ConfigReader.fromMap(Map.of("dataDir", temp.toString(), "clientPort", "1"))
                        .ensemble())
                .committed(FIRST);
        assertThat(names()).containsExactly("zoo.cfg");
    }

    @Test
    void newFilesHaveThePermissionsOfTheOldFile() throws Exception {
        write(1, staticLines("clientPort=2181\n" + MEMBERS));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        DynamicConfigFiles.of(read()).committed(FIRST);
        for (String name : names()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void failedWriteIsRetriedNextTime() throws Exception {
        Ensemble ensemble = write(1, staticLines("clientPort=2181\n" + MEMBERS));
        FullDirectory full = new FullDirectory(new RealDirectory(temp));
        DynamicConfigFiles files = new DynamicConfigFiles(ensemble, file, full);
        files.lastSeen(FIRST);
        files.committed(FIRST);
        assertThat(read().committed().version()).isZero();
        full.isFull = false;
        files.committed(FIRST);
        assertThat(read().committed()).isEqualTo(FIRST);
    }

    @Test
    void pathWithSpecialCharactersIsEscaped() throws Exception {
        assertThat(StaticConfigText.pointingTo(Path.of("/a b/\u00e9"), "a=b", false))
                .isEqualTo("a=b\ndynamicConfigFile=/a b/\\u00e9\n");
    }

    /** A directory that takes no new files while it is full. */
    private static final class FullDirectory implements Directory {
        private final Directory real;
        private boolean isFull = true;

        FullDirectory(Directory real) {
            this.real = real;
        }

        @Override
        public Path path() {
            return real.path();
        }

        @Override
        public List<String> names() throws IOException {
            return real.names();
        }

        @Override
        public LogFile create(String name) throws IOException {
            if (isFull) {
                throw new IOException("No space left on device");
            }
            return real.create(name);
        }

        @Override
        public LogFile open(String name) throws IOException {
            return real.open(name);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            real.rename(from, to);
        }

        @Override
        public void delete(String name) throws IOException {
            real.delete(name);
        }

        @Override
        public void sync() throws IOException {
            real.sync();
        }
    }
}
