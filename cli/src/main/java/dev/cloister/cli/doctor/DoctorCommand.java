package dev.cloister.cli.doctor;

import dev.cloister.Diagnosis;
import dev.cloister.Diagnosis.Level;
import dev.cloister.cli.bench.Json;
import dev.cloister.cli.bench.ReportingCommand;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code cloister doctor}. */
@Command(
        name = "doctor",
        description = {
            "Says whether worker processes can be started here, and why not if they cannot.",
            "",
            "Looks at processors, tools, directories, shared memory and settings, and then really starts a worker, which"
                    + " runs a task. It looks at the JVM that runs this command; Diagnosis.run() does the same in a program.",
            ""
        },
        footer = {
            "  0  worker processes can be started",
            "  1  they cannot; the report says what to do",
            "  2  bad input",
            "",
            "Examples:",
            "  cloister doctor",
            "  cloister doctor --json"
        })
public final class DoctorCommand extends ReportingCommand {
    private static final int SUBJECT_WIDTH = 14;
    private static final int LEVEL_WIDTH = 8;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Diagnosis diagnosis = Diagnosis.run();
        PrintWriter out = out();
        out.println(json ? toJson(diagnosis) : toText(diagnosis));
        out.flush();
        return diagnosis.canStartWorkers() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String toText(Diagnosis diagnosis) {
        StringBuilder text = new StringBuilder();
        for (Diagnosis.Item item : diagnosis.items()) {
            String level = item.level() == Level.OK ? "ok" : item.level().name();
            text.append(String.format(
                    Locale.ROOT,
                    "%-" + LEVEL_WIDTH + "s%-" + SUBJECT_WIDTH + "s %s%n",
                    level,
                    item.subject(),
                    item.value()));
            if (!item.advice().isEmpty()) {
                text.append(" ".repeat(LEVEL_WIDTH + SUBJECT_WIDTH + 1))
                        .append(item.advice())
                        .append(System.lineSeparator());
            }
        }
        return text.append(
                        diagnosis.canStartWorkers()
                                ? "Worker processes can be started."
                                : "Worker processes can NOT be started.")
                .toString();
    }

    private static String toJson(Diagnosis diagnosis) {
        List<Object> items = new ArrayList<>();
        for (Diagnosis.Item item : diagnosis.items()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("level", item.level().name());
            fields.put("subject", item.subject());
            fields.put("value", item.value());
            fields.put("advice", item.advice());
            items.add(fields);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("canStartWorkers", diagnosis.canStartWorkers());
        all.put("items", items);
        return Json.PRETTY.writeValueAsString(all);
    }
}
