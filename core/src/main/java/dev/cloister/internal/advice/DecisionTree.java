package dev.cloister.internal.advice;

import dev.cloister.Backend;
import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Estimate;
import dev.cloister.advice.WorkProfile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a backend from measured figures. A pure function: it measures and runs nothing.
 *
 * <p>Each question may exclude candidates, with the reason. Of those that are left, taken in order, one replaces the best before it
 * if it would end more tasks per second by its margin.
 */
public final class DecisionTree {
    private DecisionTree() {}

    /**
     * The advice for work like this. Its backend is null only for {@link Advice#CANNOT_TELL}; its code is for a function called
     * {@code task} and inputs called {@code inputs}.
     */
    public static Advice decide(WorkProfile profile, AdviceOptions options) {
        return decide(profile, options, Candidates.ALL);
    }

    /** The same among these candidates, in the order of preference. */
    static Advice decide(WorkProfile profile, AdviceOptions options, List<? extends Candidate> candidates) {
        Questions questions = new Questions(new Work(profile, options), candidates);
        String doubt = questions.ask();
        Candidate best = doubt == null ? best(questions) : null;
        if (best == null) {
            String reason = doubt != null ? doubt : "no backend is left: " + questions.exclusions();
            return advice(Advice.CANNOT_TELL, null, reason, questions, "");
        }
        Backend backend = best.backend(questions.work());
        return advice(best.text(), backend, questions.reason(best, backend), questions, CodeText.of(backend));
    }

    private static Advice advice(
            String choice, @Nullable Backend backend, String reason, Questions questions, String code) {
        return new Advice(
                choice, backend, reason, questions.work().profile(), questions.path(), estimates(questions), code);
    }

    private static @Nullable Candidate best(Questions questions) {
        Candidate best = null;
        for (Candidate candidate : questions.candidates()) {
            if (questions.isAllowed(candidate) && (best == null || isBetter(questions.work(), candidate, best))) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean isBetter(Work work, Candidate candidate, Candidate best) {
        return work.isMeasured() && candidate.tasksPerSecond(work) > candidate.margin() * best.tasksPerSecond(work);
    }

    private static List<Estimate> estimates(Questions questions) {
        List<Estimate> estimates = new ArrayList<>();
        Work work = questions.work();
        for (Candidate candidate : questions.candidates()) {
            double rate = work.isMeasured() ? candidate.tasksPerSecond(work) : Double.NaN;
            estimates.add(new Estimate(candidate.text(), rate, questions.exclusion(candidate)));
        }
        return estimates;
    }
}
