package dev.cloister.cli.advise.measure;

import dev.cloister.CloisterException;
import dev.cloister.TaskException;
import dev.cloister.advice.Advice;
import dev.cloister.advice.Advisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program that measures: the method that it is told, on the inputs that it is told. What tasks print is on its streams, so its outcome is a file. */
public final class MeasureMain {
    /** Which input failed, in the message of the advisor. */
    private static final Pattern POSITION = Pattern.compile("on input ([0-9]+)");

    private final Request request;

    private MeasureMain(Request request) {
        this.request = request;
    }

    /** Measures, leaves a {@link Report}, and ends the JVM, also with threads that the tasks have left. */
    public static void main(String[] words) throws IOException {
        Request request = Request.of(words);
        endWith(request);
        new Report(Report.Kind.STARTED, "").write(request.report());
        Report report = new MeasureMain(request).run();
        report.write(request.report());
        System.exit(report.kind() == Report.Kind.ADVICE ? 0 : report.kind() == Report.Kind.REFUSED ? 2 : 1);
    }

    /** Ends this JVM when the command has ended, however that was: nobody will read the outcome. */
    private static void endWith(Request request) {
        Optional<ProcessHandle> process = ProcessHandle.of(request.parent());
        if (process.isEmpty()) {
            Runtime.getRuntime().halt(1);
        } else {
            var _ = process.get().onExit().thenRun(() -> {
                Report.remove(request.report().resolveSibling(""));
                Runtime.getRuntime().halt(1);
            });
        }
    }

    private Report run() {
        try {
            ClassPathNames classPath = new ClassPathNames(request.classPath());
            Method method = TargetMethod.find(TargetName.parse(request.target()), classPath);
            StaticCall call = call(method);
            Class<?> type = method.getParameterTypes()[0];
            try (InputLines lines =
                    InputLines.open(request.inputsName(), request.inputs(), type, request.inputsAreFiles())) {
                return measure(method, call, lines);
            }
        } catch (RefusedException e) {
            return new Report(Report.Kind.REFUSED, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException | IOException e) {
            return new Report(Report.Kind.REFUSED, "--inputs " + request.inputsName() + " cannot be read: " + e);
        } catch (Exception | Error e) {
            return new Report(
                    Report.Kind.FAILED, request.target() + " could not be measured:\n" + FailureText.whole(e));
        }
    }

    private Report measure(Method method, StaticCall call, InputLines lines) throws InterruptedException {
        try {
            Advice advice = Advisor.advise(call, lines.inputs(), request.options());
            return new Report(
                    Report.Kind.ADVICE, TaskCode.of(method).addTo(advice).toJson());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            Matcher position = POSITION.matcher(String.valueOf(e.getMessage()));
            boolean ofTask = cause instanceof TaskException || !(cause instanceof CloisterException);
            if (!ofTask || !position.find()) {
                return new Report(
                        Report.Kind.FAILED, request.target() + " could not be measured: " + cause.getMessage());
            }
            int index = Integer.parseInt(position.group(1));
            return new Report(
                    Report.Kind.FAILED,
                    request.target() + " failed on --inputs " + request.inputsName() + ", line " + (index + 1) + ": "
                            + lines.shown(index) + "\n" + FailureText.ofTask(cause));
        }
    }

    private static StaticCall call(Method method) {
        try {
            return StaticCall.of(method);
        } catch (IllegalAccessException e) {
            Class<?> owner = method.getDeclaringClass();
            String flag = owner.getModule().getName() + "/" + owner.getPackageName() + "=ALL-UNNAMED";
            throw new RefusedException(
                    TargetMethod.describe(method) + " cannot be reached: its package is closed to others;"
                            + " --jvm-option=--add-opens=" + flag + " opens it");
        }
    }
}
