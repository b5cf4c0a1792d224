package dev.cloister.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/COMING_FROM_PYTHON.md name everything of Python's modules, and nothing of ours that is not there. */
class PythonNamesTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "COMING_FROM_PYTHON.md");
    private static final String TABLES = "## Every name";
    private static final String ABSENT = "not there, because ";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[`([^`]+)`]\\[([^]]+)]");

    /** Where types are looked for; ours first. */
    private static final List<String> PACKAGES = List.of(
            "dev.cloister.",
            "dev.cloister.shared.",
            "dev.cloister.process.",
            "dev.cloister.manager.",
            "dev.cloister.remote.",
            "java.lang.",
            "java.util.concurrent.",
            "java.util.concurrent.locks.");

    /** A line of a table. */
    private record Row(String module, String python, String ours, String difference) {}

    private static List<Row> rows() throws IOException {
        String document = Files.readString(DOCUMENT);
        List<Row> rows = new ArrayList<>();
        String module = "";
        for (String line : document.substring(document.indexOf(TABLES)).lines().toList()) {
            if (line.startsWith("### ")) {
                module = line.substring(4);
            } else if (line.startsWith("| `")) {
                String[] cells = line.substring(1).split("\\|", -1);
                assertThat(cells).as(line).hasSize(4);
                rows.add(new Row(module, cells[0].strip(), cells[1].strip(), cells[2].strip()));
            }
        }
        assertThat(rows).hasSizeGreaterThan(100);
        return rows;
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    @Test
    void everyNameOfPythonIsThereOnce() throws Exception {
        List<String> inTables = new ArrayList<>();
        for (Row row : rows()) {
            codes(row.python()).forEach(name -> inTables.add(row.module() + "." + name));
        }
        List<String> names = Files.readAllLines(Path.of("src", "test", "resources", "python-names.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(names).hasSizeGreaterThan(400);
        assertThat(inTables).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void everyNameOfOursExists() throws Exception {
        Set<String> missing = new TreeSet<>();
        int names = 0;
        for (Row row : rows()) {
            if (row.ours().startsWith(ABSENT)) {
                assertThat(row.ours().length()).as("a reason: %s", row).isGreaterThan(ABSENT.length() + 20);
            } else {
                List<String> ours = codes(row.ours());
                assertThat(ours).as("%s", row).isNotEmpty();
                names += ours.size();
                ours.stream().filter(name -> !exists(name)).forEach(missing::add);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(names).isGreaterThan(200);
    }

    @Test
    void everyNameOfOursLeadsToItsDocumentation() throws Exception {
        Map<String, String> targets = new HashMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("[") && line.contains("]: ")) {
                targets.put(line.substring(1, line.indexOf(']')), line.substring(line.indexOf("]: ") + 3));
            }
        }
        for (Row row : rows()) {
            List<MatchResult> links = LINK.matcher(row.ours()).results().toList();
            assertThat(links).as("%s", row).hasSameSizeAs(codes(row.ours()));
            for (MatchResult link : links) {
                String type = link.group(2);
                assertThat(link.group(1)).startsWith(type);
                assertThat(targets).as("%s", row).containsKey(type);
                String target = targets.get(type);
                boolean ours = !target.startsWith("https://docs.oracle.com/en/java/javase/25/docs/api/java.base/");
                assertThat(target).endsWith("/" + type + (ours ? ".java" : ".html"));
                assertThat(!ours || Files.exists(DOCUMENT.resolveSibling(target)))
                        .as(target)
                        .isTrue();
            }
        }
    }

    /** Whether there is a public type {@code A.B}, or one with a public method or constant {@code A.B.c}. */
    private static boolean exists(String name) {
        int last = name.lastIndexOf('.');
        if (type(name) != null) {
            return true;
        }
        Class<?> owner = last < 0 ? null : type(name.substring(0, last));
        return owner != null
                && Stream.<Member>concat(Arrays.stream(owner.getMethods()), Arrays.stream(owner.getFields()))
                        .anyMatch(member -> member.getName().equals(name.substring(last + 1)));
    }

    private static Class<?> type(String name) {
        for (String inPackage : PACKAGES) {
            try {
                Class<?> type = Class.forName(inPackage + name.replace('.', '$'));
                if (java.lang.reflect.Modifier.isPublic(type.getModifiers())) {
                    return type;
                }
            } catch (ClassNotFoundException e) {
                // perhaps in the next
            }
        }
        return null;
    }
}
