package dev.cloister.testkit;

import dev.cloister.Backend;
import dev.cloister.advice.AdviceOptions;

/** Tasks that share objects of this JVM never leave it: an automatic pool then keeps all that thread backends promise. */
final class AutoSharedStatePoolTest extends ThreadPoolContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.auto(AdviceOptions.defaults().withSharedState(true).withProcessors(workers));
    }
}
