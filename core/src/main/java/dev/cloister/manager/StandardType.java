package dev.cloister.manager;

import java.io.Serial;
import java.io.Serializable;

/** What the standard types that are no collections have in common: their operations, by which handles are equal. */
abstract class StandardType<O> implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // they can travel
    final O operations;

    StandardType(O operations) {
        this.operations = operations;
    }

    /** Whether it is a handle on the same object. */
    @Override
    public final boolean equals(Object other) {
        return other instanceof StandardType<?> type
                && type.getClass() == getClass()
                && operations.equals(type.operations);
    }

    @Override
    public final int hashCode() {
        return operations.hashCode();
    }
}
