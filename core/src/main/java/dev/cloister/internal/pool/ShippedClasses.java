package dev.cloister.internal.pool;

import dev.cloister.internal.parent.Errand;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

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
        Errand.run("cloister-classes", () -> worker.send(FrameType.CLASS_REPLY, request.id(), bytesOf(request)));
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
