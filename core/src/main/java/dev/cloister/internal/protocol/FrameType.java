package dev.cloister.internal.protocol;

import org.jspecify.annotations.Nullable;

/** What a frame says. The direction is fixed for each type; the codes are part of the protocol. */
public enum FrameType {
    /** Worker: who I am. The first frame. */
    HELLO(1),
    /** Parent: who you are to be. The answer to HELLO; comes when a pool takes the worker. */
    CONFIGURE(2),
    /** Parent: a function that later calls refer to; the id is the function's. */
    DEFINE(3),
    /** Parent: no call will refer to this function any more; the id is the function's. */
    FORGET(4),
    /** Parent: run this task. */
    CALL(5),
    /** Worker: the task's code is about to run. */
    STARTED(6),
    /** Worker: the task returned. */
    RESULT(7),
    /** Worker: the task threw, or it or its result could not travel. */
    ERROR(8),
    /** Parent: interrupt the task if it runs, return it if it has not started. */
    CANCEL(9),
    /** Parent: return up to this many tasks that have not started. */
    RECALL(10),
    /** Worker: these tasks have not started and will not. Answers every RECALL and a CANCEL of a waiting task. */
    RETURNED(11),
    /** Worker: send me this class. */
    CLASS_REQUEST(12),
    /** Parent: the class, or nothing if there is no such class. */
    CLASS_REPLY(13),
    /** Worker: this process is exiting in an orderly way, because of what the body says. */
    EXITING(14),
    /** Parent: exit. */
    BYE(15),
    /** Worker: look into the ring. Only in the pipe. */
    DOORBELL(16),
    /** Worker: here belongs the next frame in the pipe that is no DOORBELL. Only in the ring. */
    NEXT_IN_PIPE(17),
    /** Worker: I have much to send; give me a ring. */
    RING_REQUEST(18),
    /** Parent: the path of a ring's file. There need not be an answer to RING_REQUEST. */
    RING(19),
    /** Worker: from now on I send through the ring. */
    RING_ATTACHED(20),
    /** Parent: give a sign of life. */
    PING(21),
    /** Worker: I live. Answers PING. */
    PONG(22),
    /** Parent: what do your threads do? The id is that of the task for which it asks. */
    DUMP(23),
    /** Worker: the stacks of my threads, as text. Answers DUMP. */
    DUMPED(24),
    /** Worker: the pool's initializer has ended; calls may come. */
    INITIALIZED(25),
    /** Worker: the pool's initializer threw. */
    INITIALIZE_FAILED(26),
    /** Parent: drop your copy of a shared value; the id is the value's. */
    FORGET_SHARED(27),
    /** Worker: send me this shared value; the id is the value's. */
    SHARED_REQUEST(28),
    /** Parent: the shared value, or why there is none. */
    SHARED_REPLY(29),
    /** Worker: which levels has the parent's logging? Parent: these. */
    LOG_LEVELS(30),
    /** Worker: what one of its slowest tasks is. Before the task's RESULT or ERROR, or its next ITEM. */
    SLOW(31),
    /** Parent: how are you? Worker: this much heap, so many garbage collections. */
    FIGURES(32),
    /** Parent: as CALL, but tell me at once when the task's code is about to run. */
    TIMED_CALL(33),
    /** Parent: run these tasks, one after the other. Answered by an ITEM for each that ran, and RESULT or ERROR. */
    CALL_MANY(34),
    /** Worker: what became of the next tasks of a CALL_MANY, in order; the id is that of the CALL_MANY. */
    ITEM(35),
    /** Worker: a task of mine gives your pool this task; the id is that of the request. */
    SUBMIT(36),
    /** Worker: cancel the task of this request. */
    SUBMIT_CANCEL(37),
    /** Parent: the task of this request was accepted, or why not. Answers every SUBMIT. */
    SUBMITTED(38),
    /** Parent: the task of this request returned. */
    SUBTASK_RESULT(39),
    /** Parent: the task of this request failed or was cancelled, or what else became of it. */
    SUBTASK_NEWS(40),
    /** Worker: a task of mine waits, without a deadline, for the task of this request; or waits no more. */
    SUBTASK_WAIT(41),
    /** Worker: where is the hub of shared objects? */
    HUB_REQUEST(42),
    /** Parent: there, with this key; or why there is none. Answers HUB_REQUEST. */
    HUB_REPLY(43),
    /** Parent: you are a process by hand; run this on your main thread. The frame after CONFIGURE. */
    TARGET(44),
    /** Worker: the target returned, or threw what the body says. */
    TARGET_ENDED(45),
    /** Parent: interrupt the target's thread. */
    INTERRUPT(46),
    /** Parent: bytes of standard input; none at its end. */
    INPUT(47),
    /** Worker: so many bytes of standard input were read. */
    INPUT_TAKEN(48),
    /** Parent: I know that you exit. Answers EXITING, so that the thread which reads frames wakes up. */
    EXIT_SEEN(49),
    /** Parent: the class cannot be sent, because of what the body says. Answers CLASS_REQUEST. */
    NO_CLASS(50);

    private static final @Nullable FrameType[] BY_CODE = new @Nullable FrameType[64];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The type with this number, or null. */
    public static @Nullable FrameType ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
