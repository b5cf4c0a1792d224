package dev.cloister.cli.advise.measure;

import dev.cloister.RemoteFunction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A static method of one argument as a function, public or not. It is written as the compiler's {@code Class::method} is, so
 * that whoever looks at a lambda's form finds the method; {@link #$deserializeLambda$} reads it.
 */
final class StaticCall implements RemoteFunction<@Nullable Object, @Nullable Object> {
    private static final long serialVersionUID = 1;
    private static final MethodType ERASED = MethodType.methodType(Object.class, Object.class);

    private final transient Method method;
    private final transient MethodHandle handle;

    private StaticCall(Method method, MethodHandle handle) {
        this.method = method;
        this.handle = handle;
    }

    /**
     * The function.
     *
     * @throws IllegalAccessException if it is in a module that is closed to this one
     */
    static StaticCall of(Method method) throws IllegalAccessException {
        MethodHandle exact = MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
                .unreflect(method)
                .asFixedArity();
        return new StaticCall(method, exact.asType(ERASED));
    }

    @Override
    public @Nullable Object apply(@Nullable Object argument) throws Exception {
        try {
            return (@Nullable Object) handle.invokeExact(argument);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(method + " threw what is neither exception nor error", e);
        }
    }

    private Object writeReplace() {
        String signature = MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .toMethodDescriptorString();
        return new SerializedLambda(
                StaticCall.class,
                RemoteFunction.class.getName().replace('.', '/'),
                "apply",
                ERASED.toMethodDescriptorString(),
                MethodHandleInfo.REF_invokeStatic,
                method.getDeclaringClass().getName().replace('.', '/'),
                method.getName(),
                signature,
                ERASED.toMethodDescriptorString(),
                new Object[0]);
    }

    /** What {@link SerializedLambda} calls when it is read. */
    @SuppressWarnings({"unused", "checkstyle:MethodName"})
    private static Object $deserializeLambda$(SerializedLambda form) throws ReflectiveOperationException {
        ClassLoader loader = StaticCall.class.getClassLoader();
        Class<?> owner = Class.forName(form.getImplClass().replace('/', '.'), false, loader);
        MethodType type = MethodType.fromMethodDescriptorString(form.getImplMethodSignature(), loader);
        return of(owner.getDeclaredMethod(form.getImplMethodName(), type.parameterArray()));
    }

    @Override
    public String toString() {
        return TargetMethod.describe(method);
    }
}
