// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts read zoo.cfg with {@code bin/zkConfig.sh}. It finds the same settings as the server. */
final class ScriptSettingsTest {
    private static final Path SCRIPT = Path.of("..", "bin", "zkConfig.sh").toAbsolutePath();
    private static final String PRINT_SETTINGS = """
            . "$0"
            for file; do
              read_settings "$file"
              printf '%s\\0' "${#setting_keys[@]}"
              for ((i = 0; i < ${#setting_keys[@]}; i++)); do printf '%s\\0%s\\0' "${setting_keys[i]}" "${setting_values[i]}"; done
            done
            """;
    private static final String PRINT_SERVER = """
            . "$0"
            for file; do
              read_settings "$file"
              find_setting data dataDir
              find_setting logs dataLogDir
              find_client_port "$file" "$data" >/dev/null
              printf '%s\\0' "$data" "${logs:-$data}" "$zoo_myid" "$client_host" "$client_port"
            done
            """;

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8", ""})
    void scriptsFindTheSettingsThatTheServerFinds(String locale) throws Exception {
        List<String> texts = new ArrayList<>();
        for (String text : ZooCfgTexts.written().values()) {
            texts.add(text);
            texts.add(ZooCfgTexts.BYTE_ORDER_MARK + text);
        }
        Random random = new Random(9);
        while (texts.size() < 400) {
            String text = ZooCfgTexts.random(random);
            if (isAccepted(text)) {
                texts.add(text);
            }
        }
        List<Path> files = write(texts);
        Iterator<String> printed = run(PRINT_SETTINGS, files, "LC_ALL", locale).iterator();
        for (int i = 0; i < texts.size(); i++) {
            List<Setting> expected = new ArrayList<>();
            for (Setting setting : ConfigFile.settings(files.get(i))) {
                expected.add(new Setting(setting.key(), setting.value(), ""));
            }
            List<Setting> found = new ArrayList<>();
            for (int count = Integer.parseInt(printed.next()); count > 0; count--) {
                found.add(new Setting(printed.next(), printed.next(), ""));
            }
            assertThat(found).as(texts.get(i)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clientPort=2181",
                "clientPort=+02181\nclientPortAddress=127.0.0.1",
                "clientPort 2181\rclientPortAddress:::1",
                "clientPort=1\nclientPort=2182",
                "server.1=a:1:2;2183",
                "server.1 : a:1:2;127.0.0.2:2184",
                "server.01=a:1:2 ; [::1]:2185",
                "clientPort=2186\nserver.1=a:1:2;127.0.0.1:2186",
                "clientPort=2187\nserver.1=a:1:2;0.0.0.0:2187",
                "server.4=a:1:2;2188",
                "MYID=1\nserver.1=a:1:2;2189\nserver.2=b:1:2;2190",
                "MYID=\u00ef\u00bb\u00bf 02 \r\nserver.1=a:1:2;2191\nserver.2=b:1:2;2192",
                "MYID=2\rrest\nserver.2=b:1:2;127.0.0.1:2193\nserver.3=c:1:2",
                "dynamicConfigFile=members",
                "MYID=7\ndynamicConfigFile=DIR/members",
                "MYID=5\nserver.6=a:1:2;2195"
            })
    void scriptsAskAtTheAddressOnWhichTheServerListens(String lines) throws Exception {
        Path data = Files.createDirectory(temp.resolve("data dir"));
        String text = lines;
        if (text.startsWith("MYID=")) {
            int end = text.indexOf("\nserver") > 0 ? text.indexOf("\nserver") : text.indexOf("\ndynamic");
            Files.writeString(data.resolve("myid"), text.substring(5, end), StandardCharsets.ISO_8859_1);
            text = text.substring(end + 1);
        }
        Files.writeString(temp.resolve("members"), "server.7=a:1:2:participant;127.0.0.1:2194\n");
        text = "dataDir=" + data + "/\ninitLimit=1\nsyncLimit=1\n" + text.replace("DIR", temp.toString());
        List<Path> files = write(List.of(text));
        ServerConfig config = new ConfigReader(Map.of()).read(files.get(0));
        String id = config.myId().isPresent()
                ? Long.toString(config.myId().getAsLong())
                : config.ensemble().committed().members().keySet().stream()
                        .map(String::valueOf)
                        .findFirst()
                        .orElse("");
        assertThat(run(PRINT_SERVER, files, "HOME", temp.toString()))
                .containsExactly(
                        data + "/",
                        data + "/",
                        id,
                        config.clientPort().address().orElse("localhost"),
                        Integer.toString(config.clientPort().port()));
    }

    @Test
    void scriptsReadFlagsOfTheJvmWhereTheFileSaysNothing() throws Exception {
        List<Path> files = write(List.of("dataDir=/data\n", "dataLogDir=/logs\nclientPort=2181"));
        List<String> printed = run(
                PRINT_SERVER,
                files,
                "SERVER_JVMFLAGS",
                "-Dzookeeper.dataDir=/flag -Dzookeeper.clientPort=2198 -Dzookeeper.clientPort=2199");
        assertThat(printed)
                .containsExactly("/data", "/data", "", "localhost", "2199", "/flag", "/logs", "", "localhost", "2181");
    }

    @Test
    void aFileThatIsMissingOrNoRegularFileHasNoSettings() throws Exception {
        assertThat(run(PRINT_SETTINGS, List.of(temp, temp.resolve("missing"), Path.of("/dev/null")), "LC_ALL", "C"))
                .containsExactly("0", "0", "0");
    }

    private static boolean isAccepted(String text) {
        try {
            // Half of a character has no bytes.
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .canEncode(PropertiesText.parse("f", text).toString());
        } catch (ConfigException e) {
            return false; // The server reports it and does not start.
        }
    }

    private List<Path> write(List<String> texts) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String text : texts) {
            Path file = temp.resolve("zoo" + files.size() + ".cfg");
            Files.writeString(file, text, StandardCharsets.ISO_8859_1);
            files.add(file);
        }
        return files;
    }

    private List<String> run(String program, List<Path> files, String variable, String value) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "-c", program, SCRIPT.toString()));
        files.forEach(file -> command.add(file.toString()));
        Path out = temp.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().remove("LC_ALL");
        if (!value.isEmpty()) {
            builder.environment().put(variable, value);
        }
        assertThat(builder.start().waitFor()).isZero();
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        return printed.isEmpty()
                ? List.of()
                : List.of(printed.substring(0, printed.length() - 1).split("\0", -1));
    }
}
