package dev.cloister.internal.pool;

import dev.cloister.internal.codec.LambdaForm;
import dev.cloister.internal.codec.TaskText;
import dev.cloister.internal.probe.Metered;
import java.lang.invoke.SerializedLambda;
import java.util.HashMap;
import java.util.Map;

/** A function that was given to an automatic pool, and what the pools behind it have made of it. Thread-safe. */
final class AutoFunction {
    private final Object function;

    /** What {@link AbstractPool#prepare} returned, plain and measured. Guarded by this, as the other. */
    private final Map<AbstractPool, Object> plain = new HashMap<>(2);

    private final Map<AbstractPool, Object> metered = new HashMap<>(2);

    AutoFunction(Object function) {
        this.function = function;
    }

    Object function() {
        return function;
    }

    /**
     * What the pool makes its tasks of.
     *
     * @throws dev.cloister.CodecException if the function cannot travel
     */
    synchronized Object prepared(AbstractPool pool, boolean measured) {
        Map<AbstractPool, Object> made = measured ? metered : plain;
        Object known = made.get(pool);
        if (known == null) {
            known = pool.prepare(measured ? Metered.sampling(function, 1) : function);
            made.put(pool, known);
        }
        return known;
    }

    /** All tasks of the call that it was made for have ended. */
    synchronized void release() {
        plain.forEach(AbstractPool::release);
        metered.forEach(AbstractPool::release);
        plain.clear();
        metered.clear();
    }

    /** Its name for people: the method behind a lambda where that is known, else the class. */
    static String name(Object function) {
        SerializedLambda form = function.getClass().isHidden() ? LambdaForm.of(function) : null;
        return form == null
                ? TaskText.className(function.getClass())
                : TaskText.method(form.getImplClass(), form.getImplMethodName());
    }
}
