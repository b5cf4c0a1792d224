package dev.cloister.internal.advice;

import dev.cloister.advice.Risk;
import dev.cloister.internal.codec.LambdaForm;
import dev.cloister.internal.codec.Wrapping;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks in the code of a function, and of what that calls outside of the JDK, for calls that end the JVM or run native code. It stops
 * after some methods or some time, and finds nothing that is called through an interface: it is a hint, not a proof.
 */
public final class RiskScan {
    private static final int MAX_METHODS = 300;
    private static final int MAX_CLASSES = 60;

    /** Looked at however long it takes: on a busy machine the first may take all the time. */
    private static final int MIN_METHODS = 30;

    private static final long MAX_NANOS = 30_000_000;

    /** Where no code of users is; Cloister's own pools would be found to exit and to link. */
    private static final List<String> SKIPPED =
            List.of("java/", "javax/", "jdk/", "sun/", "com/sun/", "kotlin/", "scala/", "dev/cloister/internal/");

    /** What a call does to a JVM, by owner and name. */
    private static final Map<String, Risk.Kind> CALLS = Map.ofEntries(
            Map.entry("java/lang/System.exit", Risk.Kind.EXITS),
            Map.entry("java/lang/Runtime.exit", Risk.Kind.EXITS),
            Map.entry("java/lang/Runtime.halt", Risk.Kind.EXITS),
            Map.entry("java/lang/System.load", Risk.Kind.NATIVE_CODE),
            Map.entry("java/lang/System.loadLibrary", Risk.Kind.NATIVE_CODE),
            Map.entry("java/lang/Runtime.load", Risk.Kind.NATIVE_CODE),
            Map.entry("java/lang/Runtime.loadLibrary", Risk.Kind.NATIVE_CODE),
            Map.entry("java/lang/foreign/Linker.downcallHandle", Risk.Kind.NATIVE_CODE),
            Map.entry("java/lang/foreign/Linker.nativeLinker", Risk.Kind.NATIVE_CODE));

    private final ClassLoader loader;
    private final Map<String, @Nullable ClassModel> classes = new HashMap<>();
    private final Set<Place> seen = new HashSet<>();
    private final ArrayDeque<Place> toDo = new ArrayDeque<>();
    private final List<Risk> risks = new ArrayList<>();

    /** A method; with the descriptor {@code *} all of its name. */
    private record Place(String owner, String name, String descriptor) {}

    private RiskScan(ClassLoader loader) {
        this.loader = loader;
    }

    /** What was found; the first of each kind. */
    public static List<Risk> of(Object function) {
        Object target = function instanceof Wrapping wrapping ? wrapping.target() : function;
        Class<?> type = target.getClass();
        ClassLoader loader = type.getClassLoader() == null ? ClassLoader.getSystemClassLoader() : type.getClassLoader();
        RiskScan scan = new RiskScan(loader);
        SerializedLambda form = isWrittenAsLambda(type) ? LambdaForm.of(target) : null;
        if (form != null) {
            scan.add(form.getImplClass(), form.getImplMethodName(), form.getImplMethodSignature());
        } else if (!type.isHidden()) {
            String name = type.getName().replace('.', '/');
            scan.add(name, "apply", "*");
            scan.add(name, "call", "*");
            scan.add(name, "run", "*");
        }
        scan.run();
        return scan.risks;
    }

    /** Lambdas, and classes that stand for a method and say so in the way that lambdas do. */
    private static boolean isWrittenAsLambda(Class<?> type) {
        return type.isHidden()
                || Arrays.stream(type.getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals("writeReplace"));
    }

    private void add(String owner, String name, String descriptor) {
        Place place = new Place(owner, name, descriptor);
        boolean skipped = owner.startsWith("[") || SKIPPED.stream().anyMatch(owner::startsWith);
        if (!skipped && seen.size() < MAX_METHODS && seen.add(place)) {
            toDo.add(place);
        }
    }

    private void run() {
        long start = System.nanoTime();
        for (int looked = 0; !toDo.isEmpty(); looked++) {
            if (looked >= MIN_METHODS && System.nanoTime() - start > MAX_NANOS) {
                return;
            }
            Place place = toDo.remove();
            ClassModel model = model(place.owner);
            if (model != null && !look(model, place)) {
                model.superclass().ifPresent(parent -> add(parent.asInternalName(), place.name, place.descriptor));
            }
        }
    }

    /** Returns false if the class has no such method: then its parent has. */
    private boolean look(ClassModel model, Place place) {
        boolean found = false;
        for (MethodModel method : model.methods()) {
            String name = method.methodName().stringValue();
            if (name.equals(place.name)
                    && (place.descriptor.equals("*")
                            || method.methodType().stringValue().equals(place.descriptor))) {
                found = true;
                look(place.owner, method);
            } else if (name.equals("<clinit>")) { // it runs when the class is first used
                add(place.owner, name, "()V");
            }
        }
        return found;
    }

    private void look(String owner, MethodModel method) {
        String where = owner.replace('/', '.') + "." + method.methodName().stringValue();
        if (method.flags().has(AccessFlag.NATIVE)) {
            found(Risk.Kind.NATIVE_CODE, where + " is native");
        }
        method.code().ifPresent(code -> {
            for (CodeElement element : code) {
                if (element instanceof InvokeInstruction call) {
                    called(
                            where,
                            call.owner().asInternalName(),
                            call.name().stringValue(),
                            call.type().stringValue());
                } else if (element instanceof InvokeDynamicInstruction dynamic) {
                    for (ConstantDesc argument : dynamic.bootstrapArgs()) {
                        if (argument instanceof DirectMethodHandleDesc handle) {
                            String descriptor = handle.owner().descriptorString();
                            String target = descriptor.startsWith("L")
                                    ? descriptor.substring(1, descriptor.length() - 1)
                                    : descriptor;
                            called(where, target, handle.methodName(), handle.lookupDescriptor());
                        }
                    }
                }
            }
        });
    }

    private void called(String where, String owner, String name, String descriptor) {
        Risk.Kind kind = CALLS.get(owner + "." + name);
        if (kind != null) {
            String type = owner.substring(owner.lastIndexOf('/') + 1);
            found(kind, where + " calls " + type + "." + name);
        } else {
            add(owner, name, descriptor);
        }
    }

    private void found(Risk.Kind kind, String evidence) {
        if (risks.stream().noneMatch(risk -> risk.kind() == kind)) {
            risks.add(new Risk(kind, evidence));
        }
    }

    /** Null for a class that cannot be found or read, or is one too many. */
    private @Nullable ClassModel model(String owner) {
        if (classes.containsKey(owner)) {
            return classes.get(owner);
        }
        ClassModel model = classes.size() < MAX_CLASSES ? read(owner) : null;
        classes.put(owner, model);
        return model;
    }

    private @Nullable ClassModel read(String owner) {
        try (InputStream in = loader.getResourceAsStream(owner + ".class")) {
            return in == null ? null : ClassFile.of().parse(in.readAllBytes());
        } catch (IOException | IllegalArgumentException e) { // a class file of the future, or a broken one
            return null;
        }
    }
}
