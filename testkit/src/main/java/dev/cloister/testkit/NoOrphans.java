package dev.cloister.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves anything of Cloister behind: a child process, a thread, a file in the run directory, a
 * segment of shared memory. Waits a few seconds for what is on its way out; the failure names what is left, with all
 * processes and threads.
 */
public final class NoOrphans implements AfterEachCallback {
    /** Creates one; JUnit calls this. */
    public NoOrphans() {}

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Leaks.check(Leaks.PATIENCE);
    }
}
