package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.codec.SharedCodec;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** This worker's copies of the values that its parent shares, each fetched and decoded once. Thread-safe. */
final class SharedCopies {
    private final FrameSender sender;
    private final WorkerLoop loop;
    private final ClassLoader loader;
    private final Map<Long, Copy> copies = new ConcurrentHashMap<>();

    SharedCopies(FrameSender sender, WorkerLoop loop, ClassLoader loader) {
        this.sender = sender;
        this.loop = loop;
        this.loader = loader;
    }

    @Nullable
    Object get(long id, String pool) {
        Copy fresh = new Copy();
        Copy known = copies.putIfAbsent(id, fresh);
        if (known == null) {
            request(id, fresh);
        }
        Copy copy = known == null ? fresh : known;
        loop.giveUpLead();
        String reason = copy.awaitAnswer();
        if (reason != null) {
            copies.remove(id, copy);
            throw new IllegalStateException("shared value " + Long.toHexString(id) + " of " + pool
                    + " is not there any more: " + reason + "; keep the handle and its pool open while tasks use it");
        }
        return copy.value(loader);
    }

    private void request(long id, Copy copy) {
        try {
            sender.send(FrameType.SHARED_REQUEST, id, Frame.NO_BODY);
        } catch (IOException e) {
            copy.complete(SharedCodec.refusal("the parent could not be asked: " + e));
        }
    }

    /** The loop got the parent's answer. */
    void answer(long id, byte[] body) {
        Copy copy = copies.get(id);
        if (copy != null) {
            copy.complete(body);
        }
    }

    void forget(long id) {
        Copy copy = copies.remove(id);
        if (copy != null) {
            copy.complete(SharedCodec.refusal("it was closed")); // for who still waits
        }
    }

    /** One value: awaited, then bytes, then the object. */
    private static final class Copy {
        /** Completed with null for a value, else with the reason why there is none. */
        private final CompletableFuture<@Nullable String> answered = new CompletableFuture<>();

        /** From the answer until it was decoded. Guarded by this, as the other two. */
        private byte @Nullable [] body;

        private @Nullable Object value;
        private boolean decoded;

        synchronized void complete(byte[] answer) {
            if (!answered.isDone()) {
                String reason = SharedCodec.reason(answer);
                if (reason == null) {
                    body = answer;
                }
                answered.complete(reason);
            }
        }

        @Nullable
        String awaitAnswer() {
            return answered.join(); // the loop completes it, or this process ends with the parent
        }

        /** When decoding fails the bytes stay, so that the next task can try without another transfer. */
        synchronized @Nullable Object value(ClassLoader loader) {
            byte[] bytes = body;
            if (!decoded && bytes != null) {
                value = SharedCodec.decode(bytes, loader);
                decoded = true;
                body = null;
            }
            return value;
        }
    }
}
