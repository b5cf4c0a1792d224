package dev.cloister.internal.advice;

import dev.cloister.Backend;

/**
 * A backend that may be chosen. {@link DecisionTree} asks its candidates in order: a later one has to be better by its margin than
 * the best of those before it. Python workers or a cluster are further ones.
 */
interface Candidate {
    /** As in {@link dev.cloister.advice.Advice#choice()}. */
    String text();

    /** Whether tasks run in processes other than this one. */
    boolean isApart();

    /** How many times as many tasks per second as the best before it must end, for it to be taken. */
    double margin();

    /** How many tasks per second would end. Only of work that was measured. */
    double tasksPerSecond(Work work);

    /** Sized for the work. */
    Backend backend(Work work);
}
