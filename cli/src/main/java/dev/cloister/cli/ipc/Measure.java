package dev.cloister.cli.ipc;

/**
 * Something to measure.
 *
 * @param id its name in {@code ipc.py}
 * @param title its name for people
 * @param unit of the values
 * @param lessIsBetter for times; more is better for rates
 * @param goal what it should reach
 * @param count how often in one run
 * @param pythonCount the same for CPython, which is slower
 * @param countIsFixed whether a quick run has the same counts
 * @param meter how Cloister does it
 */
record Measure(
        String id,
        String title,
        String unit,
        boolean lessIsBetter,
        Goal goal,
        int count,
        int pythonCount,
        boolean countIsFixed,
        Meter meter) {
    /** One run in this program. */
    @FunctionalInterface
    interface Meter {
        Reading measure(Bed bed, int count) throws Exception;
    }

    /** How many times as good as CPython; NaN if one of them is. */
    double ratio(double cloister, double cpython) {
        return lessIsBetter ? cpython / cloister : cloister / cpython;
    }

    /** The same with a tenth of the repetitions, unless its name says how many there are. */
    Measure quick() {
        return countIsFixed
                ? this
                : new Measure(
                        id, title, unit, lessIsBetter, goal, tenth(count), tenth(pythonCount), countIsFixed, meter);
    }

    private static int tenth(int count) {
        return Math.max(2, count / 10);
    }
}
