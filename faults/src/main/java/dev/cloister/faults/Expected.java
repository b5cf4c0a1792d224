package dev.cloister.faults;

import dev.cloister.WorkerDeath;
import dev.cloister.WorkerException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How a task is expected to end. Immutable. */
@FunctionalInterface
public interface Expected {
    /** What is wrong with this ending; null if it is the expected one. */
    @Nullable
    String complaint(Ending ending);

    /** It returns this. */
    static Expected value(Object value) {
        return ending -> ending.kind() == Ending.Kind.VALUE && Objects.equals(ending.value(), value)
                ? null
                : "expected the value " + value + ", it is " + describe(ending);
    }

    /** It fails with an error of exactly this type, and this text is in its message or in that of a cause. */
    static Expected error(Class<? extends Throwable> type, String text) {
        return ending -> ending.kind() == Ending.Kind.ERROR && isOf(type, text, ending.error())
                ? null
                : "expected " + type.getSimpleName() + " with \"" + text + "\", it is " + describe(ending);
    }

    /** It is refused when it is submitted, with an error of this type and text. */
    static Expected refusal(Class<? extends Throwable> type, String text) {
        return ending -> ending.kind() == Ending.Kind.REFUSED && isOf(type, text, ending.error())
                ? null
                : "expected to be refused with " + type.getSimpleName() + ", it is " + describe(ending);
    }

    /** It fails by the death of its worker, with an error of this type and these facts. */
    static Expected death(Class<? extends WorkerException> type, String facts, Predicate<WorkerDeath> test) {
        return ending -> type.isInstance(ending.error())
                        && test.test(type.cast(ending.error()).death())
                ? null
                : "expected " + type.getSimpleName() + " with " + facts + ", it is " + describe(ending);
    }

    /** This or the other. */
    default Expected or(Expected other) {
        return ending -> {
            String first = complaint(ending);
            String second = first == null ? null : other.complaint(ending);
            return second == null ? null : first + "; " + second;
        };
    }

    private static boolean isOf(Class<? extends Throwable> type, String text, @Nullable Throwable error) {
        if (error == null || error.getClass() != type) {
            return false;
        }
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        return trace.toString().contains(text);
    }

    private static String describe(Ending ending) {
        return switch (ending.kind()) {
            case VALUE -> "the value " + ending.value();
            case HANGS -> "not there: get() still waits";
            case CANCELLED -> "cancelled";
            case ERROR -> "the error " + ending.error();
            case REFUSED -> "refused with " + ending.error();
        };
    }
}
