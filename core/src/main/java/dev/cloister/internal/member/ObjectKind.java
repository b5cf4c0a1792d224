package dev.cloister.internal.member;

import org.jspecify.annotations.Nullable;

/** What a shared object is. Its number is what travels. */
public enum ObjectKind {
    /** Words and bytes without owners: values, arrays, events, latches. */
    MEMORY(1, "shared memory"),
    LOCK(2, "shared lock"),
    SEMAPHORE(3, "shared semaphore"),
    READ_WRITE_LOCK(4, "shared read-write lock"),
    CONDITION(5, "shared condition"),
    LATCH(6, "shared latch"),
    BARRIER(7, "shared barrier"),
    QUEUE(8, "shared queue"),
    PIPE(9, "pipe"),
    /** One big item on its way through a queue or pipe. */
    BLOCK(10, "block of shared memory"),
    /** A mutex, then a word. */
    VALUE(11, "shared value"),
    /** Two mutexes, then a cell. */
    BYTES(12, "shared bytes"),
    /** Two mutexes, then a table and cells. */
    LIST(13, "shared list"),
    /** A mutex, then elements. In a file of its own. */
    ARRAY(14, "shared array"),
    /** A mutex, then what a layout says. In a file of its own. */
    STRUCT(15, "shared struct"),
    REENTRANT_LOCK(20, "shared reentrant lock"),
    EVENT(21, "shared event");

    private final int code;
    private final String words;

    ObjectKind(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /** The number that travels. */
    public int code() {
        return code;
    }

    /** The kind with this number, or null. */
    public static @Nullable ObjectKind of(int code) {
        for (ObjectKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }

    /** Whether each has a file of its own, so that its memory, which users have in hand, ends with it. */
    public boolean isAlone() {
        return this == ARRAY || this == STRUCT;
    }

    /** As it is called in messages to users. */
    @Override
    public String toString() {
        return words;
    }
}
