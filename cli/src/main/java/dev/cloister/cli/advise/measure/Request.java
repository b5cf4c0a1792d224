package dev.cloister.cli.advise.measure;

import dev.cloister.advice.AdviceOptions;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to measure; travels as the arguments of {@link MeasureMain}.
 *
 * @param target the method, as the user wrote it
 * @param inputsName what the user calls the inputs, for messages
 * @param inputs the file with them; null for standard input
 * @param inputsAreFiles whether they are names of files whose contents are the arguments
 * @param options what cannot be measured
 * @param classPath the user's class path
 * @param report where the outcome goes
 * @param parent the process id of the command, with which the measurement ends
 */
public record Request(
        String target,
        String inputsName,
        @Nullable Path inputs,
        boolean inputsAreFiles,
        AdviceOptions options,
        List<Path> classPath,
        Path report,
        long parent) {
    private static final String STANDARD_INPUT = "-";

    /** As words of a command line. */
    public List<String> toArguments() {
        return List.of(
                target,
                inputsName,
                inputs == null ? STANDARD_INPUT : inputs.toString(),
                Boolean.toString(inputsAreFiles),
                Boolean.toString(options.isolation()),
                Boolean.toString(options.sharedState()),
                Integer.toString(options.maxConcurrent()),
                Integer.toString(options.processors()),
                options.budget().toString(),
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                report.toString(),
                Long.toString(parent));
    }

    /** Reads those words. */
    static Request of(String[] words) {
        AdviceOptions options = new AdviceOptions(
                Boolean.parseBoolean(words[4]),
                Boolean.parseBoolean(words[5]),
                Integer.parseInt(words[6]),
                Integer.parseInt(words[7]),
                Duration.parse(words[8]));
        List<Path> classPath = Arrays.stream(words[9].split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
        return new Request(
                words[0],
                words[1],
                words[2].equals(STANDARD_INPUT) ? null : Path.of(words[2]),
                Boolean.parseBoolean(words[3]),
                options,
                classPath,
                Path.of(words[10]),
                Long.parseLong(words[11]));
    }
}
