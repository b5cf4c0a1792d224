package dev.cloister.internal.hub;

import dev.cloister.internal.memory.MappedFile;
import java.lang.foreign.MemorySegment;

/** A part of a file for one object. */
record Block(MappedFile file, long offset, long bytes) {
    MemorySegment memory() {
        return file.memory().asSlice(offset, bytes);
    }
}
