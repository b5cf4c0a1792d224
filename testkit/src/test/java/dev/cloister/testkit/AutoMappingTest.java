package dev.cloister.testkit;

import dev.cloister.Backend;
import dev.cloister.advice.AdviceOptions;

/** Tasks of which nothing is known: their trial is in worker processes, the rest where it is best off. */
final class AutoMappingTest extends MappingContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.auto(AdviceOptions.defaults().withProcessors(workers));
    }
}
