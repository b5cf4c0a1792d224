package dev.cloister.internal.codec;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A lambda without the values that it captured: what all lambdas of one place in the program have in common. Sent to a
 * worker once; each call then carries the captured values alone, which is ten times as fast as serializing the lambda.
 *
 * <p>A template is the byte {@link #TAG} and nine fields of {@link SerializedLambda}: eight texts, then the kind of the
 * implementing method as u32.
 */
public final class LambdaTemplate {
    /** The first byte of a template; no value has this tag. */
    static final int TAG = 0xFF;

    private static final String REBUILD = "$deserializeLambda$";

    private final Class<?> capturingClass;
    private final String[] texts;
    private final int implementationKind;

    /** The compiler's method of the capturing class that makes lambdas from their serialized form. */
    private final Method rebuild;

    private LambdaTemplate(Class<?> capturingClass, String[] texts, int implementationKind) throws IOException {
        this.capturingClass = capturingClass;
        this.texts = texts;
        this.implementationKind = implementationKind;
        try {
            rebuild = rebuildMethod(capturingClass); // accessible in the parent, so here too
        } catch (ReflectiveOperationException e) {
            throw new IOException(
                    capturingClass + " has no serializable lambdas here: is it another version of the class?", e);
        }
    }

    private static Method rebuildMethod(Class<?> capturingClass) throws NoSuchMethodException {
        Method method = capturingClass.getDeclaredMethod(REBUILD, SerializedLambda.class);
        method.setAccessible(true);
        return method;
    }

    /** Links what the first lambda of a class needs, if the class has any. Runs nothing of the class. */
    public static void prepare(Class<?> capturingClass) {
        try {
            var _ = MethodHandles.lookup().unreflect(rebuildMethod(capturingClass));
        } catch (ReflectiveOperationException | InaccessibleObjectException e) { // it has none
            return;
        }
    }

    /**
     * Whether lambdas of this form can be rebuilt from a template: not if their class is in a module that is closed to
     * Cloister.
     *
     * @param lambdaClass the class of one of them
     */
    public static boolean isPossible(SerializedLambda form, Class<?> lambdaClass) {
        try {
            var _ = rebuildMethod(
                    Class.forName(form.getCapturingClass().replace('/', '.'), false, lambdaClass.getClassLoader()));
            return true;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return false;
        }
    }

    /** The template of a lambda in its serialized form, as bytes. */
    public static byte[] encode(SerializedLambda form) {
        return new ByteSink(512)
                .putByte(TAG)
                .putString(form.getCapturingClass().replace('/', '.'))
                .putString(form.getFunctionalInterfaceClass())
                .putString(form.getFunctionalInterfaceMethodName())
                .putString(form.getFunctionalInterfaceMethodSignature())
                .putString(form.getImplClass())
                .putString(form.getImplMethodName())
                .putString(form.getImplMethodSignature())
                .putString(form.getInstantiatedMethodType())
                .putInt(form.getImplMethodKind())
                .toBytes();
    }

    /** Takes a template whose tag was taken. */
    static LambdaTemplate decode(ByteSource source, ClassLoader loader) throws IOException, ClassNotFoundException {
        String className = source.takeText();
        String[] texts = new String[7];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = source.takeText();
        }
        return new LambdaTemplate(Class.forName(className, false, loader), texts, source.takeInt());
    }

    /** The method that the lambda calls, as {@code Class.method}; one that the compiler made has a {@code $} in its name. */
    String method() {
        return TaskText.method(texts[3], texts[4]);
    }

    /** The lambda with these captured values. */
    Object fill(@Nullable Object[] captured) throws IOException {
        SerializedLambda form = new SerializedLambda(
                capturingClass,
                texts[0],
                texts[1],
                texts[2],
                implementationKind,
                texts[3],
                texts[4],
                texts[5],
                texts[6],
                captured);
        try {
            return rebuild.invoke(null, form);
        } catch (InvocationTargetException e) {
            throw new IOException("a lambda of " + capturingClass + " could not be made", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IOException("a lambda of " + capturingClass + " could not be made", e);
        }
    }
}
