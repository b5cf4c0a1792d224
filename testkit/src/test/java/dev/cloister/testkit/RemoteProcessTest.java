package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.remote.AuthenticationKey;
import dev.cloister.remote.Client;
import dev.cloister.remote.Listener;
import dev.cloister.remote.RemoteConnection;
import java.io.EOFException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Remote connections between processes: contract A09, and what a death leaves. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class RemoteProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    @Test
    void a09_processesOfATreeHaveTheSameKeyAndItIsNotInTheirArgumentsOrEnvironment() throws Exception {
        try (AuthenticationKey key = AuthenticationKey.ofProcessTree();
                Listener tcp = Listener.onLoopback(key);
                Listener unix = Listener.onUnixSocket(key);
                Pool pool = Pool.ofProcesses(1)) {
            for (Listener listener : new Listener[] {tcp, unix}) {
                SocketAddress address = listener.address();
                TaskFuture<Long> task = pool.submit(() -> greet(address));
                try (RemoteConnection connection = listener.accept()) {
                    assertThat(connection.receive()).isEqualTo("from a child");
                    connection.send("from its parent");
                    requireSecret(key, task.get());
                }
            }
        }
    }

    private static long greet(SocketAddress address) throws Exception {
        try (AuthenticationKey key = AuthenticationKey.ofProcessTree();
                RemoteConnection connection = Client.connect(address, key)) {
            connection.send("from a child");
            assertThat(connection.receive()).isEqualTo("from its parent");
            return ProcessHandle.current().pid();
        }
    }

    private void requireSecret(AuthenticationKey key, long pid) throws Exception {
        Path file = directory.resolve("key");
        Files.deleteIfExists(file);
        key.writeTo(file);
        String digits = Files.readString(file).strip();
        String bytes = new String(java.util.HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1);
        Path process = Path.of("/proc", Long.toString(pid));
        for (String name : new String[] {"cmdline", "environ"}) {
            String shown = Files.readString(process.resolve(name), StandardCharsets.ISO_8859_1);
            assertThat(shown.contains(digits) || shown.contains(bytes)).as(name).isFalse();
        }
    }

    @Test
    void aListenersProcessThatIsKilledIsNoticedAndItsSocketIsRemoved() throws Exception {
        try (Pool pool = Pool.ofProcesses(1);
                AuthenticationKey key = AuthenticationKey.ofProcessTree()) {
            Path told = directory.resolve("told");
            String name = told.toString();
            TaskFuture<Integer> serving = pool.submit(() -> serve(name));
            Await.until("the listener is there", LIMIT, () -> Files.exists(told));
            String[] words = Files.readString(told).split(" ", -1);
            Path socket = Path.of(words[1]);
            try (RemoteConnection client = Client.connect(UnixDomainSocketAddress.of(socket), key)) {
                client.send("hello");
                assertThat(client.receive()).isEqualTo("hello");
                assertThat(socket).exists();
                Processes.signal(Long.parseLong(words[0]), "KILL");
                assertThatThrownBy(client::receive)
                        .isInstanceOf(EOFException.class)
                        .hasMessageContaining("it died");
            }
            assertThatThrownBy(serving::get).isNotNull();
            Await.until("the socket is removed", LIMIT, () -> !Files.exists(socket));
        }
    }

    private static int serve(String name) throws Exception {
        Path told = Path.of(name);
        try (AuthenticationKey key = AuthenticationKey.ofProcessTree();
                Listener listener = Listener.onUnixSocket(key)) {
            Path writing = told.resolveSibling("writing");
            Files.writeString(
                    writing,
                    ProcessHandle.current().pid() + " " + ((UnixDomainSocketAddress) listener.address()).getPath());
            Files.move(writing, told);
            try (RemoteConnection connection = listener.accept()) {
                while (true) {
                    connection.send(connection.receive());
                }
            }
        }
    }
}
