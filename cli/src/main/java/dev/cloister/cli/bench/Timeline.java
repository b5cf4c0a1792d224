package dev.cloister.cli.bench;

import java.util.List;

/**
 * When and where each task of one run ran. That run is not among the measured ones.
 *
 * @param workload its name
 * @param mode such as {@code processes (2)}
 * @param seconds how long the run took
 * @param clock how the times of several processes were compared: {@code monotonic}, to the microsecond, or {@code wall}, to
 *     whatever the time of day can do
 * @param lanes names of what ran one task at a time: a thread, or a process
 * @param stints of all tasks, in the order of the tasks
 */
record Timeline(String workload, String mode, double seconds, String clock, List<String> lanes, List<Stint> stints) {
    /**
     * One task.
     *
     * @param lane the index of its lane
     * @param start microseconds since the run began
     * @param duration in microseconds
     * @param ok whether it gave an answer
     */
    record Stint(int lane, long start, long duration, boolean ok) {
        long end() {
            return start + duration;
        }
    }
}
