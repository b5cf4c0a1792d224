package dev.cloister.internal.process;

import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.parent.ParentLog;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.pool.HubAnswer;
import dev.cloister.internal.pool.PoolShares;
import dev.cloister.internal.pool.ShippedClasses;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.SubmittedBody;
import java.io.IOException;

/** Answers what a process by hand asks of its parent. Nothing here waits. */
final class ChildQuestions {
    private final String name;
    private final boolean logRelay;
    private final ShippedClasses classes = new ShippedClasses();

    ChildQuestions(String name, boolean logRelay) {
        this.name = name;
        this.logRelay = logRelay;
    }

    /** Where the classes of what it runs are found. */
    ShippedClasses classes() {
        return classes;
    }

    void answer(WorkerProcess process, Frame frame) throws IOException {
        switch (frame.type()) {
            case CLASS_REQUEST -> classes.answer(process, frame);
            case LOG_LEVELS -> ParentLog.answer(process, logRelay);
            case SHARED_REQUEST -> PoolShares.answer(process, frame.id(), ChildProcess.MAX_MESSAGE_BYTES);
            case HUB_REQUEST -> HubAnswer.send(process);
            case SUBMIT -> refuse(process, frame);
            case SUBMIT_CANCEL, SUBTASK_WAIT -> {} // of a request that was refused
            default -> throw new IOException("a parent gets no " + frame);
        }
    }

    private void refuse(WorkerProcess process, Frame request) {
        IllegalStateException error = new IllegalStateException("process " + name
                + " is no worker of a pool: the clients of pools are for tasks. Open a pool in the process itself, or give"
                + " it a queue whose items this process submits");
        byte[] encoded = OutcomeCodec.encodeError(0, error, ChildProcess.MAX_MESSAGE_BYTES);
        process.send(FrameType.SUBMITTED, request.id(), new SubmittedBody(0, encoded).encode());
    }
}
