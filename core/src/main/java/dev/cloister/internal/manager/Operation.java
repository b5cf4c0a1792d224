package dev.cloister.internal.manager;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A method of an operations interface.
 *
 * @param number its place among all of the interface, by which messages name it
 * @param method the method
 * @param handle takes the servant and an array of the arguments
 * @param interruptible whether it says that it throws {@link InterruptedException}
 * @param resultInterface what it returns, if that is an interface that may be one of managed objects
 */
record Operation(
        int number,
        Method method,
        MethodHandle handle,
        boolean interruptible,
        @Nullable Class<?> resultInterface) {
    static Operation of(int number, Method method, MethodHandle direct) {
        MethodHandle spread = direct.asFixedArity()
                .asSpreader(Object[].class, method.getParameterCount())
                .asType(java.lang.invoke.MethodType.methodType(Object.class, Object.class, Object[].class));
        Class<?> result = method.getReturnType();
        boolean candidate = result.isInterface() && !result.getName().startsWith("java.");
        return new Operation(
                number,
                method,
                spread,
                Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class),
                candidate ? result : null);
    }

    /** Calls it; throws what the servant throws. */
    @Nullable
    Object invoke(Object servant, @Nullable Object[] arguments) throws Throwable {
        return (Object) handle.invokeExact(servant, arguments);
    }

    /** For messages. */
    String name() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
