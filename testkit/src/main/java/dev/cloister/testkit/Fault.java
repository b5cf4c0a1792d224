package dev.cloister.testkit;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import java.util.function.Function;

/** The 21 things that go wrong with one task. */
public enum Fault {
    /** It throws. */
    EXCEPTION(pool -> pool.submit(new Faults.Throws(new Faults.OwnException("ordinary", 7)))),
    /** What it throws cannot be serialized. */
    EXCEPTION_FAILS_TO_ENCODE(pool -> pool.submit(new Faults.ThrowsUnencodable())),
    /** What it throws cannot be deserialized in the parent. */
    EXCEPTION_FAILS_TO_DECODE(pool -> pool.submit(new Faults.ThrowsUndecodable(pid()))),
    /** What it returns cannot be serialized. */
    RESULT_FAILS_TO_ENCODE(pool -> pool.submit(new Faults.ReturnsUnencodable())),
    /** What it returns cannot be deserialized in the parent. */
    RESULT_FAILS_TO_DECODE(pool -> pool.submit(new Faults.ReturnsUndecodable(pid()))),
    /** Its argument cannot be serialized. */
    ARGUMENT_FAILS_TO_ENCODE(pool -> pool.submit(Fault::same, new Faults.FailsToEncode())),
    /** Its argument cannot be deserialized in the worker. */
    ARGUMENT_FAILS_TO_DECODE(pool -> pool.submit(Fault::same, Faults.FailsToDecode.inWorker(pid()))),
    /** {@code System.exit(3)}. */
    EXIT(pool -> pool.submit(new Faults.ExitNow(3))),
    /** It interrupts its own thread. */
    INTERRUPT(pool -> pool.submit(new Faults.InterruptsItself())),
    /** It throws an error of its own. */
    ERROR(pool -> pool.submit(new Faults.Throws(new Faults.OwnError("base")))),
    /** It recurses without end. */
    STACK_OVERFLOW(pool -> pool.submit(new Faults.OverflowStack())),
    /** It fills the heap. */
    OUT_OF_MEMORY(pool -> pool.submit(new Faults.EatHeap())),
    /** {@code Runtime.halt(0)}. */
    HALT_0(pool -> pool.submit(new Faults.HaltNow(0))),
    /** {@code Runtime.halt(3)}. */
    HALT_3(pool -> pool.submit(new Faults.HaltNow(3))),
    /** {@code kill -9} of its own process. */
    SIGKILL(pool -> pool.submit(new Faults.SignalsItself(Native.SIGKILL))),
    /** {@code kill -15} of its own process. */
    SIGTERM(pool -> pool.submit(new Faults.SignalsItself(Native.SIGTERM))),
    /** A write to address 0. */
    SIGSEGV(pool -> pool.submit(new Faults.Segfault())),
    /** It closes the descriptors 0 to 49. */
    CLOSED_DESCRIPTORS(pool -> pool.submit(new Faults.CloseDescriptors())),
    /** It loops for ever. */
    HANG(pool -> pool.submit(new Faults.Hang())),
    /** It stops its process. */
    SIGSTOP(pool -> pool.submit(new Faults.StopItself())),
    /** Its class cannot be initialized. */
    BROKEN_INITIALIZER(pool -> pool.submit(new Faults.BrokenClass()));

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above capture nothing
    private final Function<Pool, TaskFuture<Object>> submit;

    Fault(Function<Pool, TaskFuture<Object>> submit) {
        this.submit = submit;
    }

    /** Gives the faulty task to a pool; an argument that cannot travel throws here. */
    public TaskFuture<Object> submitTo(Pool pool) {
        return submit.apply(pool);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static Object same(Object value) {
        return value;
    }
}
