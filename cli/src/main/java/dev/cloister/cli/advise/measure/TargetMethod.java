package dev.cloister.cli.advise.measure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the method that a {@link TargetName} means, or says why there is none. */
final class TargetMethod {
    private static final int MAX_LISTED = 20;

    private final Class<?> type;
    private final TargetName name;

    private TargetMethod(Class<?> type, TargetName name) {
        this.type = type;
        this.name = name;
    }

    /**
     * The method.
     *
     * @throws RefusedException if there is none, or more than one
     */
    static Method find(TargetName name, ClassPathNames classPath) {
        Class<?> type = TargetClass.find(name.className(), classPath);
        try {
            return new TargetMethod(type, name).find();
        } catch (LinkageError e) {
            throw new RefusedException(
                    "the methods of " + type.getName() + " cannot be looked at, because a class that they"
                            + " use is not on the class path, or does not fit: " + e + "\n" + classPath.searched());
        }
    }

    private Method find() {
        List<Method> named = methods().stream()
                .filter(method -> method.getName().equals(name.method()))
                .toList();
        List<Method> possible = named.stream().filter(TargetMethod::isPossible).toList();
        if (possible.isEmpty()) {
            throw new RefusedException(named.isEmpty() ? missing() : unfit(named));
        }
        List<Method> chosen = possible.stream().filter(this::hasParameters).toList();
        if (chosen.size() == 1) {
            return chosen.getFirst();
        }
        String list = list(possible);
        throw new RefusedException(
                chosen.isEmpty()
                        ? type.getName() + " has no " + name.method() + "(" + String.join(", ", wanted()) + "), only:\n"
                                + list
                        : type.getName() + "::" + name.method() + " is overloaded; name one of these, in quotes:\n"
                                + list);
    }

    private List<String> wanted() {
        List<String> parameters = name.parameters();
        return parameters == null ? List.of() : parameters;
    }

    private boolean hasParameters(Method method) {
        List<String> parameters = name.parameters();
        if (parameters == null) {
            return true;
        }
        Class<?> parameter = method.getParameterTypes()[0];
        String wanted = parameters.getFirst().replace(" ", "").replace("...", "[]");
        return List.of(
                        parameter.getName(),
                        parameter.getTypeName(),
                        parameter.getTypeName().replace('$', '.'),
                        parameter.getSimpleName())
                .contains(wanted);
    }

    /** Its own and, as in Java's own syntax, the inherited ones that it does not hide. */
    private List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                boolean hidden = methods.stream()
                        .anyMatch(known -> known.getName().equals(method.getName())
                                && Arrays.equals(known.getParameterTypes(), method.getParameterTypes()));
                if (!hidden && !method.isSynthetic() && (at == type || !Modifier.isPrivate(method.getModifiers()))) {
                    methods.add(method);
                }
            }
        }
        return methods;
    }

    private static boolean isPossible(Method method) {
        return Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 1;
    }

    private String missing() {
        List<Method> possible =
                methods().stream().filter(TargetMethod::isPossible).toList();
        String start = type.getName() + " has no method '" + name.method() + "'";
        if (possible.isEmpty()) {
            return start + ", and no other static method of one argument either";
        }
        return start + "; its static methods of one argument are:\n" + list(possible);
    }

    private String unfit(List<Method> named) {
        boolean oneArgument = named.stream().anyMatch(method -> method.getParameterCount() == 1);
        String text = type.getName() + "::" + name.method()
                + (oneArgument
                        ? " is an instance method; only static ones can be measured, since there is no object to call it"
                                + " on: write a static method that makes the object and calls it"
                        : " does not take one argument; only such methods can be measured, since a map gives each input as"
                                + " that argument: write a static method that takes one and calls it")
                + ":\n" + list(named);
        List<Method> possible =
                methods().stream().filter(TargetMethod::isPossible).toList();
        return possible.isEmpty()
                ? text
                : text + "\nThe static methods of one argument of this class are:\n" + list(possible);
    }

    /** The nearest names first, a line each. */
    private String list(List<Method> methods) {
        String more = methods.size() > MAX_LISTED ? "\n  ... and " + (methods.size() - MAX_LISTED) + " more" : "";
        return methods.stream()
                .sorted(Comparator.comparingInt((Method method) -> EditDistance.of(method.getName(), name.method()))
                        .thenComparing(TargetMethod::describe))
                .limit(MAX_LISTED)
                .map(method -> "  " + describe(method))
                .collect(Collectors.joining("\n", "", more));
    }

    /** As it can be given to the command; with its kind if it cannot. */
    static String describe(Method method) {
        String parameters = Arrays.stream(method.getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(", "));
        return (Modifier.isStatic(method.getModifiers()) ? "" : "(not static) ")
                + method.getDeclaringClass().getName() + "::" + method.getName() + "(" + parameters + ")";
    }
}
