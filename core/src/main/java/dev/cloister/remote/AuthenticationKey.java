package dev.cloister.remote;

import dev.cloister.internal.Membership;
import dev.cloister.internal.os.SecretBytes;
import dev.cloister.internal.remote.KeyFile;
import dev.cloister.internal.remote.KeyMaterial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The secret that a {@link Listener} and its clients have in common. {@code authkey} of Python's {@code multiprocessing}. It never
 * travels: each side proves that it has it. So it must be so random that nobody can guess it: 32 bytes or more.
 *
 * <ul>
 *   <li>{@link #ofProcessTree()}: every process of a program has the same without being told;
 *   <li>{@link #random()} and {@link #writeTo}, then {@link #readFrom} in the other process: for other programs and hosts;
 *   <li>{@link #of}: from a store of secrets;
 *   <li>{@link #empty()} and {@link #none()} keep nobody out, and work only where the system does.
 * </ul>
 *
 * <p>A key cannot be serialized: a task that captures one is refused. It is overwritten in memory when it is closed; a
 * listener or connection that was made with it goes on. Safe for use by many threads; nothing here waits but for the file or, in a
 * worker process, for the parent's answer to {@link #ofProcessTree()}.
 *
 * {@snippet :
 * java.nio.file.Path file = java.nio.file.Path.of("cache.key");
 * try (var key = dev.cloister.remote.AuthenticationKey.random()) {
 *     key.writeTo(file); // only this user can read it; copy it to the other host by a safe way
 * }
 * try (var key = dev.cloister.remote.AuthenticationKey.readFrom(file)) {
 *     System.out.println(key); // does not show it
 * }
 * }
 */
public final class AuthenticationKey implements AutoCloseable {
    /** A key has so many bytes at least. */
    public static final int MIN_BYTES = 32;

    /** Of 32 random bytes, fewer different ones do not come in the age of the universe. */
    private static final int MIN_DIFFERENT = 8;

    /** What both sides use that want no key: it keeps nobody out, and differs from the empty key. */
    private static final byte[] NO_KEY = "cloister/1 no key".getBytes(StandardCharsets.US_ASCII);

    private final KeyMaterial.Strength strength;

    /** Overwritten when it is closed. Guarded by this. */
    private final byte[] bytes;

    /** Guarded by this. */
    private boolean closed;

    private AuthenticationKey(KeyMaterial.Strength strength, byte[] bytes) {
        this.strength = strength;
        this.bytes = bytes;
    }

    /** A key of 32 random bytes. */
    public static AuthenticationKey random() {
        return new AuthenticationKey(KeyMaterial.Strength.SECRET, SecretBytes.next(MIN_BYTES));
    }

    /**
     * A key of these bytes, which are copied.
     *
     * @throws IllegalArgumentException if they are fewer than 32, or so alike that they cannot be random
     */
    public static AuthenticationKey of(byte[] bytes) {
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException("a key must have " + MIN_BYTES + " random bytes or more, this one has "
                    + bytes.length + ": whoever sees one handshake could find a shorter one by trying; use"
                    + " AuthenticationKey.random()" + (bytes.length == 0 ? ", or, to keep nobody out, empty()" : ""));
        }
        int different = different(bytes);
        if (different < MIN_DIFFERENT) {
            throw new IllegalArgumentException(
                    "a key must be random: the " + bytes.length + " bytes of this one have only " + different
                            + " different values; use AuthenticationKey.random()");
        }
        return new AuthenticationKey(KeyMaterial.Strength.SECRET, bytes.clone());
    }

    private static int different(byte[] bytes) {
        BitSet seen = new BitSet(256);
        for (byte one : bytes) {
            seen.set(one & 0xff);
        }
        return seen.cardinality();
    }

    /**
     * The key of this tree of processes: random, made in the first of them, and given to each worker by its parent through the
     * channel between them; it is not in their arguments or environment. The default of {@code authkey} in Python.
     *
     * @throws IllegalStateException if this is a worker process whose parent cannot be asked
     */
    public static AuthenticationKey ofProcessTree() {
        return new AuthenticationKey(
                KeyMaterial.Strength.SECRET, Membership.treeKey().clone());
    }

    /**
     * The key of no bytes, which is a key: only who has it too is let in. But everybody can have it, so it works as {@link
     * #none()} does, at addresses only that keep others out: of the loopback interface, or of Unix domain sockets in a directory
     * that only this user can enter (mode 0700).
     */
    public static AuthenticationKey empty() {
        return new AuthenticationKey(KeyMaterial.Strength.EMPTY, new byte[0]);
    }

    /**
     * No key: everybody who can connect is let in, if he wants no key either, and the proofs in what is sent are worth nothing.
     * Works only at addresses of the loopback interface, which every user of this host can reach, and of Unix
     * domain sockets in a directory that only this user can enter (mode 0700).
     */
    public static AuthenticationKey none() {
        return new AuthenticationKey(KeyMaterial.Strength.NONE, NO_KEY.clone());
    }

    /**
     * Reads a key that {@link #writeTo} wrote.
     *
     * @throws IOException if it cannot be read, is no key, or users other than its owner can read it
     */
    public static AuthenticationKey readFrom(Path file) throws IOException {
        byte[] bytes = KeyFile.read(file);
        try {
            return of(bytes);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no key: " + e.getMessage(), e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Writes the key to a new file that only this user can read: hexadecimal digits and a line end.
     *
     * @throws IOException if the file exists, or cannot be written
     * @throws IllegalStateException if the key is closed, or is {@link #empty()} or {@link #none()}
     */
    public void writeTo(Path file) throws IOException {
        KeyMaterial material = material();
        if (material.strength() != KeyMaterial.Strength.SECRET) {
            throw new IllegalStateException(this + " is no secret that could be written to a file");
        }
        KeyFile.write(file, material.bytes());
    }

    /** A copy for a listener or connection. */
    synchronized KeyMaterial material() {
        if (closed) {
            throw new IllegalStateException("this authentication key is closed");
        }
        return new KeyMaterial(strength, bytes.clone());
    }

    /** Overwrites the key: it cannot be used for new listeners and connections. Does nothing the second time. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /** Says what kind of key it is, and nothing of the secret. */
    @Override
    public String toString() {
        return switch (strength) {
            case SECRET -> "a secret authentication key";
            case EMPTY -> "the empty authentication key";
            case NONE -> "no authentication key";
        };
    }
}
