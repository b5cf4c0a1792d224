package dev.cloister.internal.worker;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.HubAddress;
import dev.cloister.internal.member.Member;
import dev.cloister.internal.member.Message;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.member.RemoteHub;
import dev.cloister.internal.member.Wire;
import dev.cloister.internal.memory.MappedFile;
import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a worker does with the first shared object that it gets, done once for the AOT cache: it connects to a hub that says
 * what the real one would say.
 */
final class MemberRehearsal implements Runnable {
    private static final int ROUNDS = 20;
    private static final int MEMORY_BYTES = 4096;

    private final ServerSocketChannel door;
    private final Path memory;

    private MemberRehearsal(ServerSocketChannel door, Path memory) {
        this.door = door;
        this.memory = memory;
    }

    /** Uses files with this name and more behind it. */
    static void run(String file) throws IOException, InterruptedException {
        Path socket = Path.of(file + ".sock");
        Path memory = Path.of(file + ".memory");
        try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                MappedFile mapped = MappedFile.create(memory, MEMORY_BYTES)) {
            door.bind(UnixDomainSocketAddress.of(socket));
            Thread hub = new Thread(new MemberRehearsal(door, mapped.path()), "hub");
            hub.start();
            takePart(new HubAddress(socket.toString(), 0, new byte[HubAddress.KEY_BYTES], new byte[0]));
            hub.join();
        } catch (UnsupportedOperationException e) { // a system without such sockets
            return;
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(memory);
        }
    }

    private static void takePart(HubAddress address) throws IOException, InterruptedException {
        Member member = new Member(events -> {
            try {
                return new RemoteHub(HubAddress.decode(address.encode()), events);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Attachment attachment = member.attach(1);
        Mutex mutex = new Mutex(attachment.memory(), 0, attachment);
        for (int i = 0; i < ROUNDS; i++) {
            boolean _ = mutex.lock(attachment.token()).locked() && mutex.unlock();
            boolean _ = attachment.await(16, 24, 0, Waits.How.CHANGE, Long.MAX_VALUE);
        }
        ((RemoteHub) member.port()).close();
    }

    /** The hub: answers until the connection ends. */
    @Override
    public void run() {
        try (Selector selector = Selector.open();
                Wire wire = new Wire(door.accept(), selector, null)) {
            while (true) {
                int _ = selector.select();
                selector.selectedKeys().clear();
                wire.fill();
                for (ByteSource message = wire.next(); message != null; message = wire.next()) {
                    answer(message, wire);
                }
            }
        } catch (IOException e) {
            // the end of the rehearsal
        }
    }

    private void answer(ByteSource from, Wire to) throws IOException {
        switch (Message.of(from.takeByte())) {
            case HELLO -> to.send(Wire.begin(Message.WELCOME).putInt(2).putLong(0));
            case ATTACH -> to.send(granted(from.takeLong(), from.takeLong()));
            case AWAIT -> to.send(woken(from.takeLong(), from.takeLong()));
            default -> {} // needs no answer
        }
    }

    private ByteSink granted(long request, long id) {
        return Wire.begin(Message.GRANTED)
                .putLong(request)
                .putLong(id)
                .putInt(ObjectKind.LOCK.code())
                .putString(memory.toString())
                .putLong(0)
                .putLong(MEMORY_BYTES)
                .putInt(1);
    }

    private static ByteSink woken(long waiter, long id) {
        return Wire.begin(Message.WOKEN).putLong(waiter).putInt(0).putLong(id).putLong(0);
    }
}
