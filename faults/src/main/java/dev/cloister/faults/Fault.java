package dev.cloister.faults;

import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.RemoteTaskException;
import dev.cloister.TaskFuture;
import dev.cloister.WorkerCrashedException;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.WorkerExitedException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The 21 things that go wrong with one task. */
public enum Fault {
    /** It throws. */
    EXCEPTION(
            "ordinary exception",
            pool -> pool.submit(new Faults.Throws(new Faults.OwnException("ordinary", 7))),
            Expected.error(Faults.OwnException.class, "ordinary")),
    /** What it throws cannot be serialized. */
    EXCEPTION_FAILS_TO_ENCODE(
            "exception fails to encode",
            pool -> pool.submit(new Faults.ThrowsUnencodable()),
            Expected.error(RemoteTaskException.class, "unencodable")),
    /** What it throws cannot be deserialized in the parent. */
    EXCEPTION_FAILS_TO_DECODE(
            "exception fails to decode",
            pool -> pool.submit(new Faults.ThrowsUndecodable(pid())),
            Expected.error(RemoteTaskException.class, "undecodable")),
    /** What it returns cannot be serialized. */
    RESULT_FAILS_TO_ENCODE(
            "result fails to encode",
            pool -> pool.submit(new Faults.ReturnsUnencodable()),
            Expected.error(CodecException.class, "fails to encode")),
    /** What it returns cannot be deserialized in the parent. */
    RESULT_FAILS_TO_DECODE(
            "result fails to decode",
            pool -> pool.submit(new Faults.ReturnsUndecodable(pid())),
            Expected.error(CodecException.class, "fails to decode")),
    /** Its argument cannot be serialized. */
    ARGUMENT_FAILS_TO_ENCODE(
            "argument fails to encode",
            pool -> pool.submit(Fault::same, new Faults.FailsToEncode()),
            Expected.refusal(CodecException.class, "fails to encode")),
    /** Its argument cannot be deserialized in the worker. */
    ARGUMENT_FAILS_TO_DECODE(
            "argument fails to decode",
            pool -> pool.submit(Fault::same, Faults.FailsToDecode.inWorker(pid())),
            Expected.error(CodecException.class, "fails to decode")),
    /** {@code System.exit(3)}. */
    EXIT("System.exit(3)", pool -> pool.submit(new Faults.ExitNow(3)), exit(3)),
    /** It interrupts its own thread. */
    INTERRUPT(
            "interrupts itself",
            pool -> pool.submit(new Faults.InterruptsItself()),
            Expected.error(InterruptedException.class, "interrupted myself")),
    /** It throws an error of its own. */
    ERROR(
            "throws an Error",
            pool -> pool.submit(new Faults.Throws(new Faults.OwnError("base"))),
            Expected.error(Faults.OwnError.class, "base")),
    /** It recurses without end. */
    STACK_OVERFLOW(
            "stack overflow",
            pool -> pool.submit(new Faults.OverflowStack()),
            Expected.error(StackOverflowError.class, "")),
    /** It fills the heap. */
    OUT_OF_MEMORY(
            "out of memory", pool -> pool.submit(new Faults.EatHeap()), Expected.error(OutOfMemoryError.class, "")),
    /** {@code Runtime.halt(0)}. */
    HALT_0("halt(0)", pool -> pool.submit(new Faults.HaltNow(0)), exit(0)),
    /** {@code Runtime.halt(3)}. */
    HALT_3("halt(3)", pool -> pool.submit(new Faults.HaltNow(3)), exit(3)),
    /** {@code kill -9} of its own process. */
    SIGKILL("SIGKILL", pool -> pool.submit(new Faults.SignalsItself(Native.SIGKILL)), killed("SIGKILL")),
    /** {@code kill -15} of its own process. */
    SIGTERM("SIGTERM", pool -> pool.submit(new Faults.SignalsItself(Native.SIGTERM)), killed("SIGTERM")),
    /** A write to address 0. */
    SIGSEGV(
            "SIGSEGV",
            pool -> pool.submit(new Faults.Segfault()),
            Expected.death(
                    WorkerCrashedException.class,
                    "a crash report of SIGSEGV",
                    death -> death.cause() == Cause.CRASH && death.crashReport().contains("SIGSEGV"))),
    /** It closes the descriptors 0 to 49. */
    CLOSED_DESCRIPTORS(
            "closes descriptors 0-49",
            pool -> pool.submit(new Faults.CloseDescriptors()),
            Expected.death(WorkerCrashedException.class, "the end of a process", death -> death.pid() > 0)),
    /** It loops for ever. */
    HANG("hangs forever", pool -> pool.submit(new Faults.Hang()), null),
    /** It stops its process. */
    SIGSTOP("SIGSTOP of itself", pool -> pool.submit(new Faults.StopItself()), null),
    /** Its class cannot be initialized. */
    BROKEN_INITIALIZER(
            "initializer raises",
            pool -> pool.submit(new Faults.BrokenClass()),
            Expected.error(ExceptionInInitializerError.class, "broken static initializer"));

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above capture nothing
    private final Function<Pool, TaskFuture<Object>> submit;

    @SuppressWarnings("ImmutableEnumChecker") // as above
    private final @Nullable Expected expected;

    Fault(String title, Function<Pool, TaskFuture<Object>> submit, @Nullable Expected expected) {
        this.title = title;
        this.submit = submit;
        this.expected = expected;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }

    /** Gives the faulty task to a pool; an argument that cannot travel throws here. */
    public TaskFuture<Object> submitTo(Pool pool) {
        return submit.apply(pool);
    }

    /** How the task ends by itself; null if it never does. */
    public @Nullable Expected expected() {
        return expected;
    }

    private static Expected exit(int code) {
        return Expected.death(
                WorkerExitedException.class,
                "exit code " + code,
                death -> death.cause() == Cause.EXIT && Integer.valueOf(code).equals(death.exitCode()));
    }

    private static Expected killed(String signal) {
        return Expected.death(
                WorkerCrashedException.class,
                "signal " + signal,
                death -> death.cause() == Cause.KILLED && signal.equals(death.signal()));
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static Object same(Object value) {
        return value;
    }
}
