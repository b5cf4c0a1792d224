package dev.cloister.internal.pool;

import dev.cloister.internal.parent.Errand;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives workers the classes that are not on their class path: those of the loaders of the tasks that were submitted, as
 * in a fat jar, JShell, or a program run from its source file. Thread-safe.
 */
@SuppressWarnings("ReferenceEquality") // loaders are compared by identity
public final class ShippedClasses {
    /** None are known yet. */
    public ShippedClasses() {}

    private static final byte[] NOTHING = {};

    /** Loaders that the worker has not. */
    private final Set<ClassLoader> loaders = Collections.newSetFromMap(new WeakHashMap<>());

    /** The loader of the last task, which mostly is that of the next one. */
    private volatile ClassLoader last = ClassLoader.getSystemClassLoader();

    /** Remembers the loader of a task. */
    public void add(ClassLoader loader) {
        if (loader != last) {
            last = loader;
            if (loader != ClassLoader.getSystemClassLoader() && loader != ClassLoader.getPlatformClassLoader()) {
                synchronized (loaders) {
                    loaders.add(loader);
                }
            }
        }
    }

    /** Remembers the loader of the object's class. */
    public void addLoaderOf(Object object) {
        ClassLoader loader = object.getClass().getClassLoader();
        if (loader != null) {
            add(loader);
        }
    }

    /** Answers a CLASS_REQUEST, on a thread of its own: the loaders are the user's code. */
    public void answer(WorkerProcess worker, Frame request) {
        Errand.run("cloister-classes", () -> {
            byte[] bytes = bytesOf(request);
            String reason = bytes == NOTHING ? whyNot(request) : null;
            if (reason == null) {
                worker.send(FrameType.CLASS_REPLY, request.id(), bytes);
            } else {
                worker.send(
                        FrameType.NO_CLASS,
                        request.id(),
                        new ByteSink(256).putString(reason).toBytes());
            }
        });
    }

    /** Why the worker has not a class that this JVM finds where workers find theirs; null if this JVM has not got it either. */
    private static @Nullable String whyNot(Frame request) {
        try {
            String resource = new ByteSource(request.body()).takeText().replace('.', '/') + ".class";
            URL place = ClassLoader.getSystemClassLoader().getResource(resource);
            return place == null
                    ? null
                    : "the parent has it from " + place
                            + ", which is neither on the class path nor on the module path that it was"
                            + " started with. Workers do not get what an agent has added to a running program, nor patched"
                            + " modules: put it on the class path, or have workers started with the agent too"
                            + " (WorkerOptions.withJvmArguments(\"-javaagent:...\"))";
        } catch (IOException | RuntimeException e) { // an agent's own loader
            return null;
        }
    }

    private byte[] bytesOf(Frame request) {
        List<ClassLoader> known;
        synchronized (loaders) {
            known = new ArrayList<>(loaders);
        }
        try {
            String name = new ByteSource(request.body()).takeText();
            String resource = name.replace('.', '/') + ".class";
            for (ClassLoader loader : known) {
                try (InputStream in = loader.getResourceAsStream(resource)) {
                    if (in != null) {
                        return in.readAllBytes();
                    }
                }
            }
            return NOTHING;
        } catch (IOException | RuntimeException e) { // the worker then says that the class was not found
            return NOTHING;
        }
    }
}
