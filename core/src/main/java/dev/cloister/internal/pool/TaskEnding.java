package dev.cloister.internal.pool;

import org.jspecify.annotations.Nullable;

/** How a task ended. An ending that came as bytes is resolved into one of the three others by who asks for it first. */
public interface TaskEnding {
    /** This ending as a {@link Value}, a {@link Failure} or {@link Cancelled}. May run the user's {@code readObject}. */
    TaskEnding resolve();

    /** True if {@link #resolve} returns this ending itself. */
    default boolean isResolved() {
        return true;
    }

    /** True if the task ended with a value, as far as is known without resolving. */
    boolean isSuccess();

    /** True if a task of several inputs that ends so goes on with those that have not been run. */
    default boolean isPartial() {
        return false;
    }

    /** The task returned. */
    record Value(@Nullable Object value) implements TaskEnding {
        @Override
        public TaskEnding resolve() {
            return this;
        }

        @Override
        public boolean isSuccess() {
            return true;
        }
    }

    /** The task threw, or something happened to it. */
    record Failure(Throwable error) implements TaskEnding {
        @Override
        public TaskEnding resolve() {
            return this;
        }

        @Override
        public boolean isSuccess() {
            return false;
        }
    }

    /** The task was cancelled. */
    enum Cancelled implements TaskEnding {
        INSTANCE;

        @Override
        public TaskEnding resolve() {
            return this;
        }

        @Override
        public boolean isSuccess() {
            return false;
        }
    }
}
