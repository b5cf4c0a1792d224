package dev.cloister.internal.process;

import dev.cloister.WorkerOptions;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.pool.ShippedClasses;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.TargetBody;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a process is to run: a function with its arguments, or a main class. */
public abstract sealed class TargetSpec {
    private TargetSpec() {}

    /** A function. */
    public static TargetSpec of(Object function, @Nullable Object... arguments) {
        return new OfFunction(function, arguments);
    }

    /**
     * A main class.
     *
     * @param loader finds it
     */
    public static TargetSpec ofMain(String className, ClassLoader loader, List<String> arguments) {
        return new OfMain(className, loader, List.copyOf(arguments));
    }

    /** What the process is told; encodes the function and its arguments. */
    abstract TargetBody encode(String path, boolean daemon, boolean pipedInput, int maxMessageBytes);

    /** Finds the classes of what it throws. */
    abstract ClassLoader loader();

    /** The classes of what it runs. */
    abstract void ship(ShippedClasses classes);

    /** How its JVM is started, if this needs more than the user's options. */
    WorkerOptions jvm(WorkerOptions options) {
        return options;
    }

    /** What tells this start from others of the same kind; null if that cannot be said. */
    abstract @Nullable String signature();

    private static final class OfFunction extends TargetSpec {
        private final Object function;
        private final @Nullable Object[] arguments;

        OfFunction(Object function, @Nullable Object... arguments) {
            this.function = function;
            this.arguments = arguments;
        }

        @Override
        TargetBody encode(String path, boolean daemon, boolean pipedInput, int maxMessageBytes) {
            byte[] bytes = TaskCodec.encodeFunction("target", function);
            byte[] call = TaskCodec.encodeInline(bytes, arguments, maxMessageBytes);
            List<String> lineage = ProcessIdentity.ofThis().lineage();
            return new TargetBody(path, daemon, pipedInput, lineage, "", List.of(), call);
        }

        @Override
        ClassLoader loader() {
            ClassLoader own = function.getClass().getClassLoader();
            return own == null ? ClassLoader.getSystemClassLoader() : own;
        }

        @Override
        void ship(ShippedClasses classes) {
            classes.addLoaderOf(function);
            for (Object argument : arguments) {
                if (argument != null) {
                    classes.addLoaderOf(argument);
                }
            }
        }

        @Override
        @Nullable
        String signature() {
            return null;
        }
    }

    private static final class OfMain extends TargetSpec {
        private final String className;
        private final ClassLoader loader;
        private final List<String> arguments;

        OfMain(String className, ClassLoader loader, List<String> arguments) {
            this.className = className;
            this.loader = loader;
            this.arguments = arguments;
        }

        @Override
        TargetBody encode(String path, boolean daemon, boolean pipedInput, int maxMessageBytes) {
            List<String> lineage = new ArrayList<>(ProcessIdentity.ofThis().lineage());
            lineage.add(signature());
            return new TargetBody(path, daemon, pipedInput, lineage, className, arguments, Frame.NO_BODY);
        }

        @Override
        ClassLoader loader() {
            return loader;
        }

        @Override
        void ship(ShippedClasses classes) {
            classes.add(loader);
        }

        /** A main class need not be in a package that its module exports; the Java launcher finds it all the same. */
        @Override
        WorkerOptions jvm(WorkerOptions options) {
            Module ours = TargetSpec.class.getModule();
            if (!ours.isNamed()) {
                return options;
            }
            try {
                Class<?> type = Class.forName(className, false, loader);
                Module module = type.getModule();
                if (!module.isNamed() || module.isOpen(type.getPackageName(), ours)) {
                    return options;
                }
                List<String> arguments = new ArrayList<>(options.jvmArguments());
                arguments.add("--add-opens=" + module.getName() + "/" + type.getPackageName() + "=" + ours.getName());
                return options.withJvmArguments(arguments.toArray(new String[0]));
            } catch (ClassNotFoundException | LinkageError e) { // then the process says so
                return options;
            }
        }

        @Override
        String signature() {
            return arguments.isEmpty() ? className : className + " " + String.join(" ", arguments);
        }
    }
}
