package dev.cloister.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** Package dependencies follow the layers written in docs/ARCHITECTURE.md. */
class LayeringTest {
    private static final String ROOT = "dev.cloister";

    /** Package (below dev.cloister) to the packages it may use. "" is dev.cloister itself. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("", Set.of("advice", "internal", "internal.context", "internal.exit", "internal.os")),
            Map.entry("advice", Set.of("", "internal.advice")),
            Map.entry(
                    "internal.advice",
                    Set.of(
                            "",
                            "advice",
                            "internal.codec",
                            "internal.json",
                            "internal.pool",
                            "internal.probe",
                            "internal.protocol")),
            Map.entry("internal.json", Set.of()),
            Map.entry("internal.probe", Set.of("", "internal.codec", "internal.protocol")),
            Map.entry("process", Set.of("", "internal.context", "internal.process")),
            Map.entry(
                    "internal.process",
                    Set.of(
                            "",
                            "process",
                            "internal.codec",
                            "internal.context",
                            "internal.exit",
                            "internal.os",
                            "internal.parent",
                            "internal.pool",
                            "internal.protocol")),
            Map.entry(
                    "shared",
                    Set.of(
                            "",
                            "process",
                            "internal",
                            "internal.codec",
                            "internal.member",
                            "internal.memory",
                            "internal.protocol")),
            Map.entry("remote", Set.of("shared", "internal", "internal.os", "internal.remote")),
            Map.entry(
                    "internal.remote",
                    Set.of(
                            "shared",
                            "remote",
                            "internal.codec",
                            "internal.member",
                            "internal.os",
                            "internal.parent",
                            "internal.protocol")),
            Map.entry(
                    "internal",
                    Set.of(
                            "",
                            "advice",
                            "internal.advice",
                            "internal.context",
                            "internal.hub",
                            "internal.member",
                            "internal.os",
                            "internal.parent",
                            "internal.pool",
                            "internal.process",
                            "internal.status")),
            Map.entry(
                    "internal.hub",
                    Set.of(
                            "internal.exit",
                            "internal.log",
                            "internal.member",
                            "internal.memory",
                            "internal.parent",
                            "internal.os",
                            "internal.protocol")),
            Map.entry("internal.member", Set.of("", "internal.memory", "internal.protocol")),
            Map.entry("manager", Set.of("", "internal.manager", "process", "remote", "shared")),
            Map.entry(
                    "internal.manager",
                    Set.of(
                            "",
                            "internal.codec",
                            "internal.context",
                            "internal.exit",
                            "internal.os",
                            "internal.protocol",
                            "internal.remote",
                            "manager",
                            "remote",
                            "shared")),
            Map.entry("internal.memory", Set.of()),
            Map.entry(
                    "internal.pool",
                    Set.of(
                            "",
                            "advice",
                            "internal.codec",
                            "internal.context",
                            "internal.events",
                            "internal.exit",
                            "internal.hub",
                            "internal.log",
                            "internal.os",
                            "internal.parent",
                            "internal.probe",
                            "internal.protocol",
                            "internal.status",
                            "internal.channel")),
            Map.entry(
                    "internal.parent",
                    Set.of(
                            "",
                            "internal.channel",
                            "internal.exit",
                            "internal.log",
                            "internal.os",
                            "internal.protocol")),
            Map.entry(
                    "internal.worker",
                    Set.of(
                            "",
                            "process",
                            "internal.channel",
                            "internal.client",
                            "internal.codec",
                            "internal.context",
                            "internal.exit",
                            "internal.log",
                            "internal.member",
                            "internal.memory",
                            "internal.probe",
                            "internal.protocol")),
            Map.entry(
                    "internal.client",
                    Set.of(
                            "",
                            "internal.channel",
                            "internal.codec",
                            "internal.context",
                            "internal.pool",
                            "internal.protocol")),
            Map.entry("internal.context", Set.of("", "internal.codec")),
            Map.entry("internal.events", Set.of()),
            Map.entry("internal.exit", Set.of("internal.log")),
            Map.entry("internal.log", Set.of()),
            Map.entry("internal.channel", Set.of("internal.protocol")),
            Map.entry("internal.codec", Set.of("", "internal.protocol")),
            Map.entry("internal.protocol", Set.of()),
            Map.entry("internal.status", Set.of("", "internal.memory", "internal.os")),
            Map.entry("internal.os", Set.of()));

    @Test
    void packagesUseOnlyWhatTheirLayerAllows() {
        var violations = new TreeSet<String>();
        var seen = new TreeSet<String>();
        for (String line : jdeps("-verbose:package", "--ignore-missing-deps", classes())) {
            String[] edge = line.strip().split("\\s+->\\s+|\\s+", -1);
            if (edge.length >= 2 && edge[0].startsWith(ROOT) && edge[1].startsWith(ROOT)) {
                String from = below(edge[0]);
                String to = below(edge[1]);
                seen.add(from);
                if (!from.equals(to) && !ALLOWED.getOrDefault(from, Set.of()).contains(to)) {
                    violations.add(edge[0] + " -> " + edge[1]);
                }
            }
        }
        assertThat(seen).as("jdeps saw the packages").contains("internal.pool", "internal.worker");
        assertThat(violations).isEmpty();
    }

    private static String classes() {
        return Path.of("target", "classes").toAbsolutePath().toString();
    }

    private static String below(String packageName) {
        return packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
    }

    private static List<String> jdeps(String... args) {
        var out = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(out), new PrintWriter(System.err), args);
        assertThat(status).as("jdeps: %s", out).isZero();
        return out.toString().lines().toList();
    }
}
