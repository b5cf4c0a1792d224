package dev.cloister.cli.advise.measure;

import dev.cloister.advice.Advice;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Java that declares what the code of an advice calls {@code task} and {@code inputs}.
 *
 * @param declarations lines, each with its end
 */
record TaskCode(String declarations) {
    /** For this method as the task. */
    static TaskCode of(Method method) {
        String argument = type(method.getParameterTypes()[0]);
        String call = method.getDeclaringClass().getName().replace('$', '.');
        boolean isVoid = method.getReturnType() == void.class;
        String task = isVoid
                ? "input -> { " + call + "." + method.getName() + "(input); return null; }"
                : call + "::" + method.getName();
        String visible = isVisible(method) ? "" : "// make it public, or call it from its own package or class\n";
        return new TaskCode(visible
                + "dev.cloister.RemoteFunction<" + argument + ", " + (isVoid ? "Void" : type(method.getReturnType()))
                + "> task = " + task + ";\n"
                + "java.util.List<" + argument + "> inputs = java.util.List.of(); // yours\n");
    }

    /** The advice, with these lines before its code; without code, there are none. */
    Advice addTo(Advice advice) {
        return advice.code().isBlank()
                ? advice
                : new Advice(
                        advice.choice(),
                        advice.backend(),
                        advice.reason(),
                        advice.profile(),
                        advice.path(),
                        advice.estimates(),
                        declarations + advice.code());
    }

    private static boolean isVisible(Method method) {
        boolean visible = Modifier.isPublic(method.getModifiers());
        for (Class<?> type = method.getDeclaringClass(); type != null; type = type.getEnclosingClass()) {
            visible &= Modifier.isPublic(type.getModifiers());
        }
        return visible;
    }

    /** As it stands in a source, and between angle brackets. */
    private static String type(Class<?> type) {
        String name =
                MethodType.methodType(type).wrap().returnType().getTypeName().replace('$', '.');
        return name.startsWith("java.lang.") && name.lastIndexOf('.') == "java.lang".length()
                ? name.substring("java.lang.".length())
                : name;
    }
}
