package dev.cloister.cli.faults;

import dev.cloister.faults.Native;
import java.util.Optional;

/**
 * How a program ended on a signal.
 *
 * @param code its exit code; empty if it lives on
 * @param left how many of the row's processes live on
 * @param seconds from the signal until all had ended, or the wait for them had
 */
record ProgramEnd(Optional<Integer> code, int left, double seconds) {
    /** Ends a program by the terminal's interrupt or by SIGKILL, and waits so long for it, then for its processes. */
    static ProgramEnd bring(ChildProgram program, boolean interrupted, Place place, double patience)
            throws InterruptedException {
        Moment moment = Moment.now();
        boolean _ = Family.signal(
                interrupted ? -program.pid() : program.pid(), interrupted ? Native.SIGINT : Native.SIGKILL);
        Optional<Integer> code = program.awaitExit(patience);
        int left = place.family().awaitGone(patience);
        return new ProgramEnd(code, left, moment.seconds());
    }

    /** For the report. */
    String text() {
        return left != 0 ? left + " live on" : code.isEmpty() ? "lives on" : "exit " + code.get();
    }
}
