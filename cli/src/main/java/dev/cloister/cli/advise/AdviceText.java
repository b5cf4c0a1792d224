package dev.cloister.cli.advise;

import dev.cloister.advice.Advice;
import dev.cloister.advice.Estimate;
import dev.cloister.advice.Risk;
import dev.cloister.advice.Step;
import dev.cloister.advice.WorkProfile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An advice in words and numbers, for people. */
final class AdviceText {
    private static final int LABEL_WIDTH = 22;
    private static final int CHOICE_WIDTH = 21;
    private static final int RATE_WIDTH = 14;

    /** What to do, for each choice; others, of later versions, are said by their name. */
    private static final Map<String, String> HEADLINES = Map.of(
            "serial",
            "Do not parallelise it: a plain loop is best.",
            "threads",
            "Use threads.",
            "virtual-threads",
            "Use virtual threads.",
            "processes",
            "Use worker processes.",
            "processes-x-threads",
            "Use worker processes with threads in each.",
            Advice.CANNOT_TELL,
            "It cannot be told which backend suits.");

    private final StringBuilder text = new StringBuilder();

    private AdviceText() {}

    /** The text, with its last line break. */
    static String of(String target, Advice advice) {
        AdviceText made = new AdviceText();
        made.choice(target, advice);
        made.profile(advice.profile());
        made.path(advice.path());
        made.estimates(advice);
        made.code(advice);
        return made.text.toString();
    }

    private void choice(String target, Advice advice) {
        WorkProfile profile = advice.profile();
        String inputs = profile.inputs() < 0 ? "" : ", " + Amount.count(profile.inputs(), "input");
        line(target + inputs);
        line("");
        line(HEADLINES.getOrDefault(advice.choice(), "Use " + advice.choice() + "."));
        line(sentence(advice.reason()));
    }

    private void profile(WorkProfile profile) {
        heading("What was measured, in " + Amount.count(profile.samples(), "run") + " of it");
        figure("time of a task", time(profile));
        figure("allocates", allocation(profile));
        figure("two threads", scaling(profile.threadScaling()));
        figure("two processes", scaling(profile.processScaling()));
        figure("argument", travel(profile.argumentBytes(), profile.argumentNanos()));
        figure("result", travel(profile.resultBytes(), profile.resultNanos()));
        figure(
                "processors",
                profile.processors()
                        + (Double.isNaN(profile.foreignLoad())
                                ? ""
                                : ", " + Amount.number(profile.foreignLoad()) + " of them kept busy by others"));
        figure("unclear", profile.unclear());
        figure("cannot travel", profile.cannotTravel());
        if (isPath(profile.cannotTravel())) {
            figure("", "a Path cannot be sent, but a File or a String can: let the method take one of these");
        }
        String label = "risks";
        for (Risk risk : profile.risks()) {
            figure(label, risk.evidence());
            label = "";
        }
    }

    private static boolean isPath(@Nullable String cannotTravel) {
        return cannotTravel != null && cannotTravel.contains("sun.nio.fs.");
    }

    private static @Nullable String time(WorkProfile profile) {
        if (Double.isNaN(profile.wallNanos())) {
            return null;
        }
        double share = profile.cpuShare();
        return Amount.time(profile.wallNanos())
                + (Double.isNaN(share) ? "" : ", " + Amount.percent(share) + " of it computing");
    }

    private static @Nullable String allocation(WorkProfile profile) {
        if (Double.isNaN(profile.allocatedBytes())) {
            return null;
        }
        return Amount.bytes(profile.allocatedBytes())
                + (Double.isNaN(profile.gcShare())
                        ? ""
                        : "; the garbage collector takes " + Amount.percent(profile.gcShare()) + " of the time");
    }

    private static @Nullable String scaling(double ratio) {
        return Double.isNaN(ratio) ? null : Amount.ratio(ratio) + " as many tasks per second as one";
    }

    private static @Nullable String travel(double bytes, double nanos) {
        if (Double.isNaN(bytes)) {
            return null;
        }
        return Amount.bytes(bytes)
                + (Double.isNaN(nanos) ? "" : "; " + Amount.time(nanos) + " to serialize and read back");
    }

    private void path(List<Step> path) {
        heading("How it was decided");
        int number = 1;
        for (Step step : path) {
            line("  " + number++ + ". " + step.question() + " " + capital(step.answer()) + ": " + step.evidence());
        }
    }

    private void estimates(Advice advice) {
        heading("What each would do, in tasks per second");
        for (Estimate estimate : advice.estimates()) {
            String name = (estimate.choice().equals(advice.choice()) ? "> " : "  ") + estimate.choice();
            String rate = Double.isNaN(estimate.tasksPerSecond()) ? "-" : Amount.rate(estimate.tasksPerSecond());
            String why = estimate.excluded();
            line(String.format(
                    Locale.ROOT,
                    "%-" + CHOICE_WIDTH + "s%" + RATE_WIDTH + "s%s",
                    name,
                    rate,
                    why == null
                            ? ""
                            : "   out: " + (why.equals(advice.profile().cannotTravel()) ? "it cannot travel" : why)));
        }
    }

    private void code(Advice advice) {
        if (advice.code().isBlank()) {
            return;
        }
        heading("Code");
        advice.code().lines().forEach(each -> line("  " + each));
    }

    private void heading(String words) {
        line("");
        line(words);
    }

    private void figure(String label, @Nullable String value) {
        if (value != null) {
            line(String.format(Locale.ROOT, "  %-" + LABEL_WIDTH + "s%s", label, value));
        }
    }

    private static String sentence(String words) {
        String end = words.isEmpty() || ".!?".indexOf(words.charAt(words.length() - 1)) >= 0 ? "" : ".";
        return capital(words) + end;
    }

    private static String capital(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private void line(String words) {
        text.append(words.stripTrailing()).append(System.lineSeparator());
    }
}
