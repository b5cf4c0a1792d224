package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.FrameType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds classes on this worker's own class path and, when they are not there, asks the parent: classes of a fat jar, of
 * JShell, of a program run from its source file.
 */
final class RemoteClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final String CLASS_FILE = ".class";

    private final FrameSender sender;
    private final @Nullable WorkerLoop loop;
    private final AtomicLong requestIds = new AtomicLong();

    /** Requests without an answer, by id. */
    private final Map<Long, CompletableFuture<byte[]>> requests = new ConcurrentHashMap<>();

    /**
     * Creates one.
     *
     * @param loop reads the answers; null if there will be none
     */
    RemoteClassLoader(ClassLoader parent, FrameSender sender, @Nullable WorkerLoop loop) {
        super("cloister-remote", parent);
        this.sender = sender;
        this.loop = loop;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = request(name);
        if (bytes.length == 0) {
            throw new ClassNotFoundException(
                    name + " (neither on the worker's class path nor known to the parent's class loaders)");
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** The bytes of a class also when only the parent has them: this process's own workers may ask for it. */
    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        InputStream found = super.getResourceAsStream(name);
        if (found != null || !name.endsWith(CLASS_FILE)) {
            return found;
        }
        try {
            byte[] bytes = request(
                    name.substring(0, name.length() - CLASS_FILE.length()).replace('/', '.'));
            return bytes.length == 0 ? null : new ByteArrayInputStream(bytes);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private byte[] request(String name) throws ClassNotFoundException {
        long id = requestIds.incrementAndGet();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        requests.put(id, answer);
        try {
            sender.send(
                    FrameType.CLASS_REQUEST,
                    id,
                    new ByteSink(64).putString(name).toBytes());
            if (loop != null) {
                loop.giveUpLead();
            }
            return answer.join(); // the loop completes it, or this process ends with the parent
        } catch (CompletionException e) {
            throw new ClassNotFoundException(name + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ClassNotFoundException(name + " (the parent could not be asked)", e);
        } finally {
            requests.remove(id);
        }
    }

    /** The loop got the parent's answer: there is none, and why. */
    void refuse(long id, String reason) {
        CompletableFuture<byte[]> request = requests.get(id);
        if (request != null) {
            boolean _ = request.completeExceptionally(new CompletionException(reason, null));
        }
    }

    /** The loop got the parent's answer. */
    void answer(long id, byte[] bytes) {
        CompletableFuture<byte[]> request = requests.get(id);
        if (request != null) {
            request.complete(bytes);
        }
    }
}
