package dev.cloister.cli.faults;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where one row happens.
 *
 * @param folder empty at first, removed afterwards
 * @param family the processes of the row
 * @param used what is done at the end, the last one first
 */
record Place(Path folder, Family family, Deque<Runnable> used) implements AutoCloseable {
    Place(Path folder, Family family) {
        this(folder, family, new ArrayDeque<>());
    }

    /** Is done at the end. */
    void atEnd(Runnable action) {
        used.push(action);
    }

    /** A file, as a word that a task can carry. */
    String file(String name) {
        return folder.resolve(name).toString();
    }

    @Override
    public void close() {
        while (!used.isEmpty()) {
            used.pop().run();
        }
    }
}
