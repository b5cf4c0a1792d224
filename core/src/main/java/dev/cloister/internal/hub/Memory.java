package dev.cloister.internal.hub;

import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.MappedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The files that objects lie in. Small objects share files; a large one has its own. What is freed of shared files rests before it is given out again: a thread may be in the middle
 * of an operation on an object that another has just closed. For one thread at a time.
 */
final class Memory {
    private static final long SMALL_FILE = 1 << 20;
    private static final long SMALL = SMALL_FILE / 4;

    /** To write so many zeros takes some milliseconds. */
    private static final long LARGE = 4 << 20;

    /** Objects do not share cache lines, nor pairs of them, which processors fetch together. */
    private static final long ALIGNMENT = 128;

    /** A name is never used again: processes may still hear that the file with that name is gone. */
    private static final AtomicLong NEXT_FILE = new AtomicLong(1);

    private static final long REST_NANOS = 30_000_000_000L;

    private final Path directory;
    private final Map<MappedFile, FreeSpace> shared = new LinkedHashMap<>();
    private final Map<MappedFile, Long> single = new HashMap<>();
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();

    private record Resting(Block block, long since) {}

    Memory(Path directory) {
        this.directory = directory;
    }

    /** So many zeros; in a file of their own if they are many, or if so wanted. */
    Block take(long bytes, boolean alone) throws IOException {
        long rounded = rounded(bytes);
        if (alone || rounded > SMALL) {
            MappedFile file = newFile(rounded);
            return adopt(file, rounded);
        }
        reuseRested();
        for (Map.Entry<MappedFile, FreeSpace> entry : shared.entrySet()) {
            Block block = take(entry.getKey(), entry.getValue(), rounded);
            if (block != null) {
                return block;
            }
        }
        MappedFile file = newFile(SMALL_FILE);
        FreeSpace space = new FreeSpace(SMALL_FILE);
        shared.put(file, space);
        Block block = take(file, space, rounded);
        if (block == null) {
            throw new IllegalStateException("a new file has no room; please report this");
        }
        return block;
    }

    /** Whether it takes so long to reserve the space of an object that the hub's lock is not to be held meanwhile. */
    static boolean isLarge(ObjectKind kind, long bytes) {
        return bytes >= LARGE && kind != ObjectKind.PIPE;
    }

    /** How many bytes an object takes. */
    static long rounded(long bytes) {
        return Math.max(ALIGNMENT, Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT);
    }

    /** A file for one object that the caller creates and then has adopted. */
    Path newPath() {
        return directory.resolve(NEXT_FILE.getAndIncrement() + ".memory");
    }

    /** A file for one object that was created. */
    Block adopt(MappedFile file, long bytes) {
        single.put(file, bytes);
        return new Block(file, 0, bytes);
    }

    private static @Nullable Block take(MappedFile file, FreeSpace space, long bytes) {
        long at = space.take(bytes);
        if (at < 0) {
            return null;
        }
        Block block = new Block(file, at, bytes);
        block.memory().fill((byte) 0);
        return block;
    }

    private MappedFile newFile(long bytes) throws IOException {
        return MappedFile.create(newPath(), bytes);
    }

    private void reuseRested() {
        long now = System.nanoTime();
        while (!resting.isEmpty() && now - resting.peek().since() > REST_NANOS) {
            Block block = resting.remove().block();
            FreeSpace space = shared.get(block.file());
            if (space != null) {
                space.giveBack(block.offset(), block.bytes());
            }
        }
    }

    /** Nobody needs this any more. Returns the file if it is gone with it. */
    @Nullable
    MappedFile free(Block block) {
        if (single.remove(block.file()) == null) {
            resting.add(new Resting(block, System.nanoTime()));
            return null;
        }
        delete(block.file());
        return block.file();
    }

    /** Removes all files; returns their names. */
    List<String> close() {
        List<MappedFile> files = new ArrayList<>(shared.keySet());
        files.addAll(single.keySet());
        files.forEach(Memory::delete);
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            System.err.println("cloister: " + directory + " could not be removed: " + e);
        }
        return files.stream().map(file -> file.path().toString()).toList();
    }

    private static void delete(MappedFile file) {
        file.close();
        try {
            Files.deleteIfExists(file.path());
        } catch (IOException e) { // somebody changed the directory's permissions
            System.err.println("cloister: " + file.path() + " could not be removed: " + e);
        }
    }
}
