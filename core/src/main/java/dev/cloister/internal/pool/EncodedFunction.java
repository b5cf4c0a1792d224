package dev.cloister.internal.pool;

import dev.cloister.internal.codec.TaskCodec;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A function as bytes, sent to each worker once.
 *
 * @param id its number, unique in this JVM
 * @param bytes the body of DEFINE
 * @param loader the loader of its class
 * @param stateless whether every instance of its class is the same, as a lambda without captured variables
 */
record EncodedFunction(int id, byte[] bytes, ClassLoader loader, boolean stateless) {
    private static final AtomicInteger IDS = new AtomicInteger();

    /** Stateless functions are encoded once for all. */
    private static final ClassValue<StatelessEntry> STATELESS = new ClassValue<>() {
        @Override
        protected StatelessEntry computeValue(Class<?> type) {
            return new StatelessEntry();
        }
    };

    /** Filled by the first task of the class; a task that cannot travel leaves it empty. */
    private static final class StatelessEntry {
        private volatile @Nullable EncodedFunction function;
    }

    /** Encodes a function; throws CodecException if it cannot travel. */
    static EncodedFunction of(Object function) {
        Class<?> type = function.getClass();
        if (!isStateless(type)) {
            return encode(function, false);
        }
        StatelessEntry entry = STATELESS.get(type);
        EncodedFunction known = entry.function;
        if (known == null) {
            known = encode(function, true);
            entry.function = known;
        }
        return known;
    }

    private static EncodedFunction encode(Object function, boolean stateless) {
        ClassLoader loader = function.getClass().getClassLoader();
        return new EncodedFunction(
                IDS.incrementAndGet(),
                TaskCodec.encodeFunction(function),
                loader == null ? ClassLoader.getSystemClassLoader() : loader,
                stateless);
    }

    /** Only lambdas and method references: their classes are made by the JVM and have a field per captured variable. */
    private static boolean isStateless(Class<?> type) {
        if (!type.isHidden()) {
            return false;
        }
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                return false;
            }
        }
        return true;
    }
}
