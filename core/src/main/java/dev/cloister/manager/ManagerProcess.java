package dev.cloister.manager;

import dev.cloister.ManagerDiedException;
import dev.cloister.internal.manager.Endpoint;
import dev.cloister.internal.manager.Endpoints;
import dev.cloister.internal.manager.Limits;
import dev.cloister.internal.manager.ManagedType;
import dev.cloister.internal.manager.ManagerAddress;
import dev.cloister.internal.manager.ManagerClient;
import dev.cloister.internal.manager.ManagerServer;
import dev.cloister.internal.manager.Reception;
import dev.cloister.process.JvmProcess;
import dev.cloister.process.ProcessOptions;
import dev.cloister.shared.Connection;
import dev.cloister.shared.Pipe;
import dev.cloister.shared.SharedQueue;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process with a manager and nothing else: it lives until its owner closes the connection to it, or is gone. */
final class ManagerProcess implements AutoCloseable {
    private static final Duration LEAVE = Duration.ofSeconds(1);

    private final JvmProcess process;
    private final Connection owner;
    private final SharedQueue<Connection> door;
    private final ManagerClient endpoint;

    /** Guarded by this. */
    private boolean closed;

    private ManagerProcess(JvmProcess process, Connection owner, SharedQueue<Connection> door, ManagerClient endpoint) {
        this.process = process;
        this.owner = owner;
        this.door = door;
        this.endpoint = endpoint;
        var _ = process.onExit().thenAccept(info -> endpoint.died("its process has ended: " + info));
    }

    /** What the process is told. */
    @SuppressWarnings("serial") // lists that are made here
    private record Start(
            String name, List<ManagedType> types, Limits limits, Connection owner, SharedQueue<Connection> door)
            implements Serializable {}

    static ManagerProcess start(String name, ManagerConfiguration options) throws InterruptedException {
        Pipe pipe = Pipe.duplex();
        SharedQueue<Connection> door = Reception.newDoor();
        JvmProcess process = JvmProcess.of(
                ManagerProcess::run,
                new Start(name, options.types(), options.limits(), pipe.second(), door),
                ProcessOptions.defaults().withName(name).withDaemon(true));
        try {
            process.start();
            pipe.second().close();
            ManagerAddress address = address(name, pipe.first(), process);
            return new ManagerProcess(process, pipe.first(), door, (ManagerClient) Endpoints.reach(address));
        } catch (InterruptedException | RuntimeException | Error e) {
            pipe.close();
            door.close();
            process.kill();
            throw e;
        }
    }

    private static ManagerAddress address(String name, Connection from, JvmProcess process)
            throws InterruptedException {
        try {
            if (from.receive() instanceof ManagerAddress address) {
                return address;
            }
            throw new EOFException("it said something else");
        } catch (IOException e) {
            boolean _ = process.join(LEAVE);
            throw new ManagerDiedException(
                    "the process of manager " + name + " did not come up: "
                            + process.exitInfo().map(Object::toString).orElse(e.getMessage()),
                    e);
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** In the new process. */
    private static void run(Start start) throws IOException, InterruptedException {
        List<ManagedType> types = StandardTypes.and(start.types());
        try (ManagerServer server = ManagerServer.open(start.name(), types, start.limits())) {
            start.owner().send(server.reception().open(start.door()));
            awaitEnd(start.owner());
        }
    }

    private static void awaitEnd(Connection owner) throws InterruptedException {
        try {
            @Nullable Object _ = owner.receive();
        } catch (IOException e) {
            // the owner has closed its end
        }
    }

    /** The process leaves, or is killed. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        owner.close();
        boolean interrupted = false;
        try {
            if (!process.join(LEAVE)) {
                process.kill();
                process.join();
            }
            process.close();
        } catch (InterruptedException e) {
            interrupted = true;
            process.kill();
        }
        door.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
