package dev.cloister.cli.bench;

/**
 * How much work is done.
 *
 * @param quick whether the command must end within 20 seconds
 * @param below the numbers summed in the CPU workload
 * @param waits how many waits
 * @param waitMillis how long each
 * @param pages how many pages are fetched
 * @param delayMillis after which the server answers
 * @param images how many images are made
 * @param side their width and height
 * @param mixedPages pages of the mixed workload
 * @param mixedBelow its sum
 * @param mixedProcesses processes of the mode that has several threads in each
 * @param warmUpMillis how long each mode of the JVM runs before it is measured
 * @param budgetSeconds when to stop repeating
 * @param hardSeconds when to leave out peers
 * @param limitSeconds when to give up one run
 */
record BenchSettings(
        boolean quick,
        int below,
        int waits,
        int waitMillis,
        int pages,
        int delayMillis,
        int images,
        int side,
        int mixedPages,
        int mixedBelow,
        int mixedProcesses,
        int warmUpMillis,
        int budgetSeconds,
        int hardSeconds,
        int limitSeconds) {
    static final int SIZE = 10_000_000;
    static final int QUICK_SIZE = 1_000_000;

    /** The sizes to be measured; ends within two minutes. */
    static BenchSettings full(int size) {
        return new BenchSettings(
                false, size, 40, 100, 100, 10, 8, 1024, 100, 100_000, 4, 600, 84, 98, limit(30, size, SIZE));
    }

    /** Smaller sizes; ends within 20 seconds. */
    static BenchSettings quick(int size) {
        return new BenchSettings(
                true, size, 10, 20, 20, 10, 4, 256, 20, 20_000, 2, 80, 8, 16, limit(15, size, QUICK_SIZE));
    }

    /** Who asks for more work gets more time. */
    private static int limit(int seconds, int size, int usualSize) {
        return (int) (seconds * Math.max(1.0, (double) size / usualSize));
    }
}
