package dev.cloister.cli.bench;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** What a task found out: a text that must be the same everywhere, and numbers that may differ by rounding. */
final class Answer implements Serializable {
    private static final long serialVersionUID = 1;
    private static final double TOLERANCE = 1e-9;

    private final String text;
    private final double[] numbers;

    Answer(String text, double... numbers) {
        this.text = text;
        this.numbers = numbers.clone();
    }

    /** Whether {@code other} says the same: equal texts, numbers within 1e-9 of the larger of 1 and their size. */
    boolean agrees(Answer other) {
        if (!text.equals(other.text) || numbers.length != other.numbers.length) {
            return false;
        }
        for (int i = 0; i < numbers.length; i++) {
            if (!close(numbers[i], other.numbers[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether two lists of answers agree one by one. */
    static boolean agree(List<Answer> some, List<Answer> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).agrees(others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean close(double a, double b) {
        if (Double.compare(a, b) == 0) { // also both NaN, or the same infinity
            return true;
        }
        return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    @Override
    public String toString() {
        return numbers.length == 0 ? text : text + " " + Arrays.toString(numbers);
    }
}
