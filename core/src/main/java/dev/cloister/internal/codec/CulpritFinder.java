package dev.cloister.internal.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the object that made serialization fail, and the way to it in the words of the program: names of captured
 * variables (from the class file's table of local variables), fields, indexes. Only run after a failure.
 */
final class CulpritFinder {
    private static final int MAX_OBJECTS = 100_000;
    private static final int MAX_DEPTH = 200;

    private final String className;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private CulpritFinder(String className) {
        this.className = className;
    }

    /**
     * Returns the way to the first object of the class that {@code NotSerializableException} named, ending with that
     * class in parentheses; empty if it was not found.
     */
    static String path(String rootName, Object root, String className) {
        try {
            String path = new CulpritFinder(className).visit(rootName, root, 0);
            return path == null ? "" : path;
        } catch (RuntimeException | StackOverflowError e) { // the object's own code, while it is being looked at
            return "";
        }
    }

    private @Nullable String visit(String name, @Nullable Object object, int depth) {
        if (object == null || depth > MAX_DEPTH || seen.size() > MAX_OBJECTS || !seen.add(object)) {
            return null;
        }
        Class<?> type = object.getClass();
        if (!(object instanceof Serializable)) {
            return type.getName().equals(className) ? name + " (" + readable(type) + ")" : null;
        }
        if (type.isHidden()) {
            return visitLambda(object, depth);
        }
        return switch (object) {
            case Object[] array -> visitArray(name, array, depth);
            case Map<?, ?> map when isJdk(type) -> visitMap(name, map, depth);
            case Collection<?> collection when isJdk(type) -> visitArray(name, collection.toArray(), depth);
            default -> isJdk(type) ? null : visitFields(name, object, depth);
        };
    }

    private static boolean isJdk(Class<?> type) {
        return type.getName().startsWith("java.");
    }

    private static String readable(Class<?> type) {
        String name = type.getTypeName();
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    private @Nullable String visitArray(String name, Object[] array, int depth) {
        for (int i = 0; i < Array.getLength(array); i++) {
            String path = visit(name + "[" + i + "]", array[i], depth + 1);
            if (path != null) {
                return path;
            }
        }
        return null;
    }

    private @Nullable String visitMap(String name, Map<?, ?> map, int depth) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String path = visit(name + ".key", entry.getKey(), depth + 1);
            if (path == null) {
                path = visit(name + "[" + entry.getKey() + "]", entry.getValue(), depth + 1);
            }
            if (path != null) {
                return path;
            }
        }
        return null;
    }

    private @Nullable String visitFields(String name, Object object, int depth) {
        for (Class<?> c = object.getClass();
                c != null && Serializable.class.isAssignableFrom(c);
                c = c.getSuperclass()) {
            ObjectStreamClass description = ObjectStreamClass.lookup(c);
            if (description == null) {
                continue;
            }
            for (ObjectStreamField field : description.getFields()) {
                String path = field.isPrimitive()
                        ? null
                        : visit(name + "." + field.getName(), value(c, field.getName(), object), depth + 1);
                if (path != null) {
                    return path;
                }
            }
        }
        return null;
    }

    private static @Nullable Object value(Class<?> type, String fieldName, Object object) {
        try {
            Field field = type.getDeclaredField(fieldName);
            field.setAccessible(true);
            return field.get(object);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) { // its module is closed to us
            return null;
        }
    }

    private @Nullable String visitLambda(Object lambda, int depth) {
        SerializedLambda form = LambdaForm.of(lambda);
        if (form == null) {
            return null;
        }
        List<String> names = capturedNames(form, lambda.getClass().getClassLoader());
        for (int i = 0; i < form.getCapturedArgCount(); i++) {
            String name = i < names.size() ? names.get(i) : "captured argument " + (i + 1);
            String path = visit(name, form.getCapturedArg(i), depth + 1);
            if (path != null) {
                return path;
            }
        }
        return null;
    }

    /** The names of the captured variables: the first parameters of the method that the lambda became. */
    private static List<String> capturedNames(SerializedLambda form, @Nullable ClassLoader loader) {
        String resource = form.getImplClass() + ".class";
        try (InputStream in = loader == null
                ? ClassLoader.getSystemResourceAsStream(resource)
                : loader.getResourceAsStream(resource)) {
            if (in == null) {
                return List.of();
            }
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            for (MethodModel method : model.methods()) {
                if (method.methodName().equalsString(form.getImplMethodName())
                        && method.methodType().equalsString(form.getImplMethodSignature())) {
                    return parameterNames(method);
                }
            }
            return List.of();
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
    }

    private static List<String> parameterNames(MethodModel method) {
        List<LocalVariableInfo> variables = new ArrayList<>();
        method.findAttribute(java.lang.classfile.Attributes.code())
                .flatMap(code -> code.findAttribute(java.lang.classfile.Attributes.localVariableTable()))
                .ifPresent(table -> variables.addAll(table.localVariables()));
        List<String> names = new ArrayList<>();
        int slot = 0;
        if ((method.flags().flagsMask() & ClassFile.ACC_STATIC) == 0) {
            names.add("this");
            slot = 1;
        }
        for (ClassDesc type :
                MethodTypeDesc.ofDescriptor(method.methodType().stringValue()).parameterList()) {
            names.add(nameAt(variables, slot, names.size() + 1));
            slot += type.equals(java.lang.constant.ConstantDescs.CD_long)
                            || type.equals(java.lang.constant.ConstantDescs.CD_double)
                    ? 2
                    : 1;
        }
        return names;
    }

    private static String nameAt(List<LocalVariableInfo> variables, int slot, int number) {
        for (LocalVariableInfo variable : variables) {
            if (variable.slot() == slot && variable.startPc() == 0) {
                return variable.name().stringValue();
            }
        }
        return "captured argument " + number;
    }
}
