package dev.cloister.internal.manager;

import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.shared.Connection;
import dev.cloister.shared.Pipe;
import dev.cloister.shared.SharedQueue;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gets links to a manager of the same tree of processes: puts one end of a pipe into the manager's door. */
final class DoorConnector implements Connector {
    private static final long DOOR_SECONDS = 10;

    private final ManagerAddress address;
    private final SharedQueue<Connection> door;

    DoorConnector(ManagerAddress address, byte[] encodedDoor) throws IOException {
        this.address = address;
        try {
            @SuppressWarnings("unchecked")
            SharedQueue<Connection> decoded = (SharedQueue<Connection>) java.util.Objects.requireNonNull(
                    ValueCodec.decode(new ByteSource(encodedDoor), ValueCodec.loader()));
            this.door = decoded;
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    @Override
    public Link open() throws IOException, InterruptedException {
        Pipe pipe;
        try {
            pipe = Pipe.duplex();
        } catch (IllegalStateException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
        try {
            if (!door.offer(pipe.second(), DOOR_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("its door was full for " + DOOR_SECONDS + " s");
            }
        } catch (IllegalStateException e) {
            pipe.close();
            throw new IOException("its door is closed: " + e.getMessage(), e);
        } catch (IOException | InterruptedException | RuntimeException e) {
            pipe.close();
            throw e;
        }
        pipe.second().close();
        return new ConnectionLink(pipe.first());
    }

    @Override
    public boolean isManagerAlive() {
        return address.isAlive();
    }

    @Override
    public @Nullable ObjectInputFilter filter() {
        return null;
    }

    /** Lets go of the door, which would be kept else if the manager died without closing it. */
    @Override
    public void close() {
        door.close();
    }

    @Override
    public ManagerAddress address() {
        return address;
    }
}
