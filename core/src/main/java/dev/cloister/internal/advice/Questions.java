package dev.cloister.internal.advice;

import dev.cloister.Backend;
import dev.cloister.advice.Risk;
import dev.cloister.advice.Step;
import dev.cloister.advice.WorkProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of the tree, asked of one piece of work, each with its answer and its figures. The ids do not change between versions:
 * travels, isolated, clear, tiny, waits, many, scales, pays.
 */
final class Questions {
    /** A shorter task is not worth handing over, whatever it does. */
    static final double TINY_NANOS = 5_000;

    /** A map of less work than this is done before threads have started. */
    static final double TINY_WORK_NANOS = 500_000;

    /** Two threads of a task that shares no lock are faster than this; of one behind a lock they are as fast as one. */
    static final double SCALES_FROM = 1.4;

    /** On a busy machine a figure between these says nothing: who waits for a lock is seen to, who does not is not. */
    private static final double DOUBT_FROM = 1.25;

    private static final double DOUBT_TO = 1.85;

    /** The machine is busy when others use this share of the processors. */
    private static final double BUSY_SHARE = 0.5;

    private final Work work;
    private final List<? extends Candidate> candidates;
    private final List<Step> path = new ArrayList<>();

    /** Why a candidate must not be taken, by its name. */
    private final Map<String, String> excluded = new LinkedHashMap<>();

    Questions(Work work, List<? extends Candidate> candidates) {
        this.work = work;
        this.candidates = candidates;
    }

    Work work() {
        return work;
    }

    List<? extends Candidate> candidates() {
        return candidates;
    }

    List<Step> path() {
        return path;
    }

    @Nullable
    String exclusion(Candidate candidate) {
        return excluded.get(candidate.text());
    }

    /** Whether it may be taken: it is not excluded, and work that threads speed up is not sent to processes for nothing. */
    boolean isAllowed(Candidate candidate) {
        boolean forNothing = candidate.isApart() && answer("scales").equals("yes");
        return exclusion(candidate) == null && !forNothing;
    }

    String exclusions() {
        StringJoiner all = new StringJoiner("; ");
        excluded.forEach((name, why) -> all.add(name + ": " + why));
        return all.toString();
    }

    /** Asks from the root on; returns why no choice can be made, null if one can. */
    @Nullable
    String ask() {
        boolean travels = travels();
        boolean isolated = isolated(travels);
        if (isolated && !travels) {
            return "it must run in another process (" + evidenceOfIsolation() + "), and it cannot: " + whyHere()
                    + "; make it able to travel, or do without isolation";
        }
        String doubt = clear(isolated);
        if (doubt != null || !work.isMeasured()) {
            return doubt;
        }
        if (!isolated && tiny()) {
            return null;
        }
        if (waits()) {
            many();
        }
        if (!isolated && !scales() && travels) {
            pays();
        }
        return null;
    }

    private boolean travels() {
        String here = whyHere();
        if (here == null) {
            step("travels", "Can it run in another process?", "yes", travelCost());
            return true;
        }
        step("travels", "Can it run in another process?", "no", here);
        excludeIf(true, here);
        return false;
    }

    /** Why it has to stay in this JVM; null if it has not. */
    private @Nullable String whyHere() {
        return work.options().sharedState()
                ? "its tasks change objects of this JVM that they share, as was said"
                : work.profile().cannotTravel();
    }

    private String travelCost() {
        WorkProfile profile = work.profile();
        if (Double.isNaN(profile.argumentBytes())) {
            return "nothing was said against it";
        }
        return "arguments of " + Figures.bytes(profile.argumentBytes()) + ", results of "
                + Figures.bytes(profile.resultBytes()) + ": some " + Figures.time(work.travel()) + " a task";
    }

    private boolean isolated(boolean travels) {
        String question = "Must it be kept apart?";
        boolean forced = work.options().isolation() || (!work.options().sharedState() && isDangerous(travels));
        if (!forced) {
            String seen =
                    work.profile().risks().isEmpty() ? "not asked for, and no risk was seen" : evidenceOfIsolation();
            step("isolated", question, "no", seen);
            return false;
        }
        step("isolated", question, "yes", evidenceOfIsolation());
        excludeIf(false, "it must be kept apart: " + evidenceOfIsolation());
        return true;
    }

    /** Native code is a risk that many programs live with: it asks for isolation only where that can be had. */
    private boolean isDangerous(boolean travels) {
        for (Risk risk : work.profile().risks()) {
            if (travels || risk.kind() != Risk.Kind.NATIVE_CODE) {
                return true;
            }
        }
        return false;
    }

    private String evidenceOfIsolation() {
        StringJoiner evidence = new StringJoiner("; ");
        if (work.options().isolation()) {
            evidence.add("isolation was asked for");
        }
        for (Risk risk : work.profile().risks()) {
            evidence.add(risk.evidence());
        }
        return evidence.toString();
    }

    private @Nullable String clear(boolean isolated) {
        String question = "Are the figures clear?";
        String doubt = isolated ? null : doubt();
        WorkProfile profile = work.profile();
        if (doubt != null) {
            step("clear", question, "no", doubt);
            return doubt;
        }
        String figures = work.isMeasured()
                ? profile.samples() + (profile.samples() == 1 ? " task of " : " tasks of ") + Figures.time(work.wall())
                : "no task was measured to its end, but nothing else would do";
        String load = Double.isNaN(profile.foreignLoad()) || profile.foreignLoad() < 0.1
                ? ""
                : "; others kept " + Figures.number(profile.foreignLoad()) + " processors busy";
        step("clear", question, "yes", figures + load);
        return null;
    }

    private @Nullable String doubt() {
        WorkProfile profile = work.profile();
        if (profile.unclear() != null && !(work.isMeasured() && (isBrief() || isLittle()))) {
            return profile.unclear();
        }
        if (!work.isMeasured()) {
            return "no task was measured";
        }
        if (isBrief() || isLittle()) {
            return null;
        }
        if (Double.isNaN(profile.cpuNanos())) {
            return "how much of their time its tasks compute was not measured";
        }
        double threads = profile.threadScaling();
        boolean busy = profile.foreignLoad() >= BUSY_SHARE * profile.processors();
        if (!busy || Double.isNaN(threads)) {
            return null;
        }
        boolean between = threads > DOUBT_FROM && threads < DOUBT_TO;
        boolean neither = threads < SCALES_FROM && profile.processScaling() < SCALES_FROM;
        return between || neither
                ? "two threads were " + Figures.number(threads) + " times as fast as one"
                        + (neither ? " and two processes " + Figures.number(profile.processScaling()) + " times" : "")
                        + ", while others kept " + Figures.number(profile.foreignLoad()) + " of "
                        + profile.processors() + " processors busy: measure again on a quieter machine"
                : null;
    }

    private boolean isBrief() {
        return work.wall() < TINY_NANOS;
    }

    private boolean isLittle() {
        long inputs = work.profile().inputs();
        return inputs >= 0 && inputs * work.wall() < TINY_WORK_NANOS;
    }

    private boolean tiny() {
        boolean brief = isBrief();
        boolean little = isLittle();
        long inputs = work.profile().inputs();
        String evidence = "tasks of " + Figures.time(work.wall())
                + (little && !brief ? ", " + Figures.time(inputs * work.wall()) + " in all" : "")
                + (brief || little
                        ? "; handing one over takes " + Figures.time(Candidates.THREAD_NANOS) + " and more"
                        : "");
        step("tiny", "Is it too short to be handed over?", brief || little ? "yes" : "no", evidence);
        if (brief || little) {
            for (Candidate candidate : candidates) {
                if (candidate != Candidates.SERIAL) {
                    exclude(candidate, "handing it over costs more than it gains");
                }
            }
        }
        return brief || little;
    }

    private boolean waits() {
        String answer = work.waits() ? "yes" : work.computes() ? "no" : "in part";
        step(
                "waits",
                "Does it wait?",
                answer,
                "it computes " + Figures.percent(work.cpuShare()) + " of its " + Figures.time(work.wall()));
        return work.waits();
    }

    private void many() {
        boolean many = work.concurrent() > Work.MANY;
        step(
                "many",
                "More than " + Work.MANY + " waits at a time?",
                many ? "yes" : "no",
                work.concurrent() + " at the most");
        if (many) {
            exclude(Candidates.THREADS, "more than " + Work.MANY + " threads of the system at a time");
        }
    }

    private boolean scales() {
        double threads = work.profile().threadScaling();
        boolean scales = Double.isNaN(threads) || threads >= SCALES_FROM;
        String evidence = Double.isNaN(threads)
                ? "not measured"
                : "two threads are " + Figures.number(threads) + " times as fast as one" + collection();
        step("scales", "Do threads of one JVM speed it up?", scales ? "yes" : "no", evidence);
        return scales;
    }

    private String collection() {
        double share = work.profile().gcShare();
        return share >= 0.05 ? "; the garbage collector takes " + Figures.percent(share) + " of the time" : "";
    }

    private void pays() {
        double threads = Candidates.THREADS.tasksPerSecond(work);
        double processes = Candidates.PROCESSES.tasksPerSecond(work);
        boolean pays = processes > Candidates.PROCESSES.margin() * threads;
        step(
                "pays",
                "Is it worth its way to other processes?",
                pays ? "yes" : "no",
                "some " + Figures.rate(processes) + " tasks per second on processes, " + Figures.rate(threads)
                        + " on threads");
    }

    private void step(String id, String question, String answer, String evidence) {
        path.add(new Step(id, question, answer, evidence));
    }

    private void excludeIf(boolean apart, String why) {
        for (Candidate candidate : candidates) {
            if (candidate.isApart() == apart) {
                exclude(candidate, why);
            }
        }
    }

    private void exclude(Candidate candidate, String why) {
        excluded.putIfAbsent(candidate.text(), why);
    }

    /** A sentence for the choice, with the figures behind it. */
    String reason(Candidate chosen, Backend backend) {
        return Reason.of(this, chosen, backend);
    }

    /** The answer that a question got; empty if it was not asked. */
    String answer(String id) {
        for (Step step : path) {
            if (step.id().equals(id)) {
                return step.answer();
            }
        }
        return "";
    }

    /** The figures behind the answer; empty if it was not asked. */
    String evidence(String id) {
        for (Step step : path) {
            if (step.id().equals(id)) {
                return step.evidence();
            }
        }
        return "";
    }
}
