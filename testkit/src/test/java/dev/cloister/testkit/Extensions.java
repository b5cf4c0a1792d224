package dev.cloister.testkit;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** What a test run inside a test ended with. */
final class Extensions {
    private Extensions() {}

    static Throwable failure(Events tests) {
        Event event = tests.failed().stream().findFirst().orElseThrow();
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }
}
