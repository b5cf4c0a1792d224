package dev.cloister.internal.pool;

import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.Risk;
import dev.cloister.advice.WorkProfile;
import java.util.List;

/** Decides where the tasks of an automatic pool run. Thread-safe. */
public interface AutoChooser {
    /** Where work of this profile is best off. */
    Advice choose(WorkProfile profile, AdviceOptions options);

    /** What can be seen in the function's code that can hurt the JVM that runs it. */
    List<Risk> risks(Object function);
}
