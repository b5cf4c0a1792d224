package dev.cloister.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.shared.Pipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts A05 and A09: which keys there are, and that they stay where they are. */
class AuthenticationKeyTest {
    @TempDir
    Path directory;

    @Test
    void a05_weakKeysAreRefused() {
        assertThatThrownBy(() -> AuthenticationKey.of("secret".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 random bytes or more, this one has 6");
        assertThatThrownBy(() -> AuthenticationKey.of(new byte[0])).hasMessageContaining("empty()");
        assertThatThrownBy(() -> AuthenticationKey.of(new byte[64]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 different values");
    }

    @Test
    void a05_aKeyCannotBeSerializedByAccidentAndDoesNotShowItself() throws Exception {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (i * 7);
        }
        try (AuthenticationKey key = AuthenticationKey.of(secret);
                Pipe pipe = Pipe.duplex();
                ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThat(key).hasToString("a secret authentication key");
            assertThat(key.material().toString()).isEqualTo("a key");
            assertThatThrownBy(() -> out.writeObject(key)).isInstanceOf(NotSerializableException.class);
            assertThatThrownBy(() -> pipe.first().send(key))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("a key never travels");
        }
    }

    @Test
    void a05_aClosedKeyIsOverwrittenAndRefused() throws Exception {
        AuthenticationKey key = AuthenticationKey.random();
        byte[] copy = key.material().bytes();
        try (Listener listener = Listener.onLoopback(key);
                AuthenticationKey same = AuthenticationKey.of(copy)) {
            key.close();
            key.close();
            assertThatThrownBy(() -> Listener.onLoopback(key)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Client.connect(listener.address(), key)).isInstanceOf(IllegalStateException.class);
            Client.connect(listener.address(), same).close(); // the listener has its own copy
            listener.accept().close();
        }
    }

    @Test
    void a09_theKeyOfTheTreeIsTheSameForAllOfThisProcess() {
        byte[] one = AuthenticationKey.ofProcessTree().material().bytes();
        assertThat(AuthenticationKey.ofProcessTree().material().bytes())
                .isEqualTo(one)
                .hasSize(32);
        Arrays.fill(one, (byte) 0);
        assertThat(AuthenticationKey.ofProcessTree().material().bytes()).isNotEqualTo(one);
    }

    @Test
    void keysAreKeptInFilesThatOthersCannotRead() throws Exception {
        Path file = directory.resolve("key");
        try (AuthenticationKey key = AuthenticationKey.random()) {
            key.writeTo(file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> key.writeTo(file)).isInstanceOf(FileAlreadyExistsException.class);
            assertThat(AuthenticationKey.readFrom(file).material().bytes())
                    .isEqualTo(key.material().bytes());
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> AuthenticationKey.readFrom(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "my password");
        assertThatThrownBy(() -> AuthenticationKey.readFrom(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hexadecimal")
                .hasMessageNotContaining("password");
        Files.writeString(file, "00ff");
        assertThatThrownBy(() -> AuthenticationKey.readFrom(file)).hasMessageContaining("32 random bytes");
        assertThatThrownBy(() -> AuthenticationKey.none().writeTo(directory.resolve("none")))
                .isInstanceOf(IllegalStateException.class);
    }
}
