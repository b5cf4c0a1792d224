package dev.cloister.internal.pool;

import dev.cloister.internal.codec.LambdaForm;
import dev.cloister.internal.codec.LambdaTemplate;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.codec.TaskText;
import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.status.Board;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the class of a task, which for a lambda is its place in the program: whether its tasks can be sent as
 * a template and captured values. They can when the captured values are plain or handles, so that it does not matter that
 * each is encoded by itself, and when their fields can be read, which a module that is not open forbids.
 */
final class LambdaClass {
    private static final ClassValue<LambdaClass> KNOWN = new ClassValue<>() {
        @Override
        protected LambdaClass computeValue(Class<?> type) {
            return new LambdaClass(type);
        }
    };

    private final Class<?> type;

    /** The fields with the captured values, in order; null if the class is no lambda's, or they cannot be read. */
    private final @Nullable List<Field> captured;

    /** The template; for a lambda that captures nothing and has none, the whole. Made once; racing ones are equal. */
    private volatile @Nullable EncodedFunction encoded;

    /** The method behind the lambda, once a template was made. */
    private volatile @Nullable String method;

    /** What {@link #label} returns; made once, racing ones are equal. */
    private volatile byte @Nullable [] label;

    private LambdaClass(Class<?> type) {
        this.type = type;
        this.captured = type.isHidden() ? readableFields(type) : null;
    }

    static LambdaClass of(Class<?> type) {
        return KNOWN.get(type);
    }

    /** The function for a task of this class; null if it has to be encoded with all that it holds. */
    @Nullable
    EncodedFunction encode(Object function) {
        if (captured == null) {
            return null;
        }
        @Nullable Object[] values = new @Nullable Object[captured.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(captured.get(i), function);
            if (!ValueCodec.travelsAlone(values[i])) {
                return null;
            }
        }
        EncodedFunction known = encoded;
        if (known == null) {
            known = template(function, values.length);
            encoded = known;
        }
        return known == null || known.captured() == null ? known : known.withCaptured(values);
    }

    /** What its tasks call, for a board; the same array each time, after the first task. */
    byte[] label() {
        byte[] known = label;
        if (known == null) {
            String called = method;
            known = Board.functionText(called != null ? called : TaskText.className(type));
            label = known;
        }
        return known;
    }

    private @Nullable EncodedFunction template(Object function, int capturedCount) {
        SerializedLambda form = LambdaForm.of(function);
        method = form == null ? null : TaskText.method(form.getImplClass(), form.getImplMethodName());
        if (form != null && form.getCapturedArgCount() == capturedCount && LambdaTemplate.isPossible(form, type)) {
            return EncodedFunction.create(LambdaTemplate.encode(form), type, true)
                    .withCaptured(new Object[0]);
        }
        return capturedCount == 0 ? EncodedFunction.whole(function, true) : null;
    }

    private static @Nullable List<Field> readableFields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        try {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    fields.add(type.getDeclaredField("arg$" + (fields.size() + 1))); // as the JVM names them, in order
                    fields.getLast().setAccessible(true);
                }
            }
            return fields.size() > TaskCodec.MAX_CAPTURED ? null : fields;
        } catch (NoSuchFieldException | InaccessibleObjectException e) {
            return null;
        }
    }

    private static @Nullable Object value(Field field, Object function) {
        try {
            return field.get(function);
        } catch (IllegalAccessException e) {
            throw new AssertionError("the field was made accessible; please report this", e);
        }
    }
}
