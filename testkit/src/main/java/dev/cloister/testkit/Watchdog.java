package dev.cloister.testkit;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Ends a test that takes too long: prints and fails with the stacks of all threads of this JVM and of its worker JVMs,
 * then kills the workers and interrupts the test. The body of each test runs on a thread of its own.
 */
public final class Watchdog implements InvocationInterceptor {
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

    private final Duration limit;

    /** A watchdog that barks after 60 seconds. */
    public Watchdog() {
        this(DEFAULT_LIMIT);
    }

    /** A watchdog with this patience. */
    public Watchdog(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        guard(invocation, extensionContext);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        guard(invocation, extensionContext);
    }

    private void guard(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        FutureTask<@Nullable Void> body = new FutureTask<>(() -> proceed(invocation));
        Thread runner = Thread.ofPlatform()
                .daemon()
                .name("test-" + context.getDisplayName())
                .start(body);
        try {
            body.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw bark(context, runner);
        } catch (ExecutionException e) {
            throw original(e);
        }
    }

    private static @Nullable Void proceed(Invocation<@Nullable Void> invocation) throws Exception {
        try {
            return invocation.proceed();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static Throwable original(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause != null ? cause : e;
    }

    private AssertionError bark(ExtensionContext context, Thread runner) {
        String report = context.getDisplayName() + " took longer than " + limit + "\n\nprocesses:\n"
                + Processes.describe(ProcessHandle.current().descendants()) + "\n\nthreads:\n" + Dumps.threads()
                + "\n\nthreads of child JVMs:\n" + Dumps.descendants();
        System.err.println(report);
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        runner.interrupt();
        return new AssertionError(report);
    }
}
