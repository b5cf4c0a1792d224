package dev.cloister.internal.worker;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The main method of a class, as the Java launcher finds it: with or without arguments, static or not. */
final class MainMethod {
    private final Class<?> type;
    private final Method method;

    private MainMethod(Class<?> type, Method method) {
        this.type = type;
        this.method = method;
    }

    /**
     * Finds it; loads the class and does not initialize it.
     *
     * @throws ClassNotFoundException if there is no such class
     * @throws NoSuchMethodException if it has no main method
     */
    static MainMethod of(String className, ClassLoader loader) throws ClassNotFoundException, NoSuchMethodException {
        Class<?> type = Class.forName(className, false, loader);
        Method method = find(type, String[].class);
        if (method == null) {
            method = find(type);
        }
        if (method == null) {
            throw new NoSuchMethodException("class " + className
                    + " has no method main(String[]) or main() that returns nothing and is not private");
        }
        return new MainMethod(type, method);
    }

    private static @Nullable Method find(Class<?> type, Class<?>... parameters) {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            try {
                Method method = owner.getDeclaredMethod("main", parameters);
                if (!Modifier.isPrivate(method.getModifiers()) && method.getReturnType() == void.class) {
                    return method;
                }
            } catch (NoSuchMethodException e) {
                // perhaps its superclass has one
            }
        }
        return null;
    }

    /** Runs it; throws what it throws. */
    void run(List<String> arguments) throws Throwable {
        method.setAccessible(true);
        Object[] actual =
                method.getParameterCount() == 0 ? new Object[0] : new Object[] {arguments.toArray(new String[0])};
        try {
            Object _ = method.invoke(instance(), actual);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : cause;
        }
    }

    private @Nullable Object instance() throws Throwable {
        if (Modifier.isStatic(method.getModifiers())) {
            return null;
        }
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }
}
