package dev.cloister.internal.manager;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an operations interface, numbered in the order of their signatures: all that can be called of a managed object.
 * Both sides make it from their own class; the fingerprint tells whether these are the same.
 */
final class MethodTable {
    private static final ClassValue<MethodTable> TABLES = new ClassValue<>() {
        @Override
        protected MethodTable computeValue(Class<?> type) {
            return new MethodTable(type);
        }
    };

    private final Class<?> type;
    private final Operation[] operations;
    private final Map<Method, Operation> byMethod = new HashMap<>();
    private final long fingerprint;

    private MethodTable(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " is not an interface: a managed object is used through an interface, which says what can be called");
        }
        this.type = type;
        List<Method> methods = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && !isOfObject(method)) {
                methods.add(method);
            }
        }
        methods.sort(Comparator.comparing(MethodTable::signature));
        this.operations = new Operation[methods.size()];
        long hash = 1;
        for (int i = 0; i < operations.length; i++) {
            Method method = methods.get(i);
            operations[i] = operation(i, method);
            byMethod.put(method, operations[i]);
            for (char c : signature(method).toCharArray()) {
                hash = 31 * hash + c;
            }
        }
        this.fingerprint = hash;
    }

    private static Operation operation(int number, Method method) {
        try {
            method.setAccessible(true);
            return Operation.of(number, method, MethodHandles.lookup().unreflect(method));
        } catch (IllegalAccessException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "the manager cannot call " + method + ": make the interface public, in a package that its module"
                            + " exports or opens to dev.cloister",
                    e);
        }
    }

    private static boolean isOfObject(Method method) {
        try {
            Method _ = Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes()) + method.getReturnType();
    }

    /** That of an interface. */
    static MethodTable of(Class<?> type) {
        return TABLES.get(type);
    }

    /**
     * That of an interface of the other side.
     *
     * @throws IllegalStateException if it has other methods there
     */
    static MethodTable of(String name, long fingerprint, ClassLoader loader) throws ClassNotFoundException {
        MethodTable table = of(Class.forName(name, false, loader));
        if (table.fingerprint != fingerprint) {
            throw new IllegalStateException("the interface " + name
                    + " has other methods at the manager than here: both" + " need the same version of it");
        }
        return table;
    }

    Class<?> type() {
        return type;
    }

    long fingerprint() {
        return fingerprint;
    }

    /** What a method of a proxy is; null if it is one of {@link Object}. */
    @Nullable
    Operation find(Method method) {
        return byMethod.get(method);
    }

    /**
     * By number.
     *
     * @throws UnsupportedOperationException if there is none
     */
    Operation get(int number) {
        if (number >= operations.length) {
            throw new UnsupportedOperationException("method " + number + " of " + type.getName()
                    + " was called, which has " + operations.length + ": only these can be called");
        }
        return operations[number];
    }
}
