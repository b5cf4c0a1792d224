package dev.cloister.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerCommandTest {
    @Test
    void flagsThatBelongToOneProcessAreNotInherited() {
        List<String> own = List.of(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y",
                "-Dcom.sun.management.jmxremote.port=9999",
                "-Xlog:gc:file=gc.log",
                "-Xloggc:gc.log",
                "-Xmx8g",
                "-Xms8g",
                "-XX:+UseZGC",
                "-XX:MaxRAMPercentage=90",
                "-XX:StartFlightRecording=filename=x.jfr",
                "-XX:HeapDumpPath=/x",
                "-XX:OnError=gdb",
                "-XX:AOTCache=x.aot",
                "-XX:SharedArchiveFile=x.jsa",
                "-Djdk.module.main=m",
                "--module-path=mods");
        assertThat(ParentFlags.filter(own)).isEmpty();
    }

    @Test
    void flagsThatShapeTheProgramAreInherited() {
        List<String> own = List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-preview",
                "-ea",
                "-Xss4m",
                "-Dapp.mode=test",
                "-javaagent:agent.jar",
                "-XX:+UseCompactObjectHeaders",
                "-XX:-UseContainerSupport",
                "--enable-native-access=ALL-UNNAMED");
        assertThat(ParentFlags.filter(own)).isEqualTo(own);
    }

    @Test
    void wordsOfAnArgumentFileAreQuoted() {
        assertThat(WorkerCommand.quoted("plain")).isEqualTo("\"plain\"");
        assertThat(WorkerCommand.quoted("a \"b\" \\ c")).isEqualTo("\"a \\\"b\\\" \\\\ c\"");
        assertThat(WorkerCommand.quoted("two\nlines")).isEqualTo("\"two\\nlines\"");
    }

    @Test
    void classPathsAreMadeAbsolute() {
        String path = WorkerCommand.absolutePath("a.jar" + File.pathSeparator + "classes");
        assertThat(path.split(File.pathSeparator, -1))
                .allMatch(entry -> Path.of(entry).isAbsolute());
    }

    @Test
    void aCollectorThatTheUserChoosesReplacesOurs() {
        Path directory = Path.of("run");
        assertThat(WorkerFlags.defaults(List.of("-XX:+UseG1GC"), directory)).noneMatch(f -> f.contains("SerialGC"));
        assertThat(WorkerFlags.defaults(List.of("-Xmx1g"), directory)).contains("-XX:+UseSerialGC");
    }
}
