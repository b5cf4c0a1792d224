package dev.cloister.internal.member;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * Where the hub is, and the key that its clients show. Goes through the workers' own channels only: never in arguments,
 * the environment, or handles.
 *
 * @param path the socket's file; empty if the hub listens on a port of the loopback address
 * @param port the port; 0 if there is a path
 * @param key 32 bytes that cannot be guessed
 * @param treeKey 32 bytes that all processes of the tree know, and nobody else
 */
public record HubAddress(String path, int port, byte[] key, byte[] treeKey) {
    public static final int KEY_BYTES = 32;

    /** To bytes. */
    public byte[] encode() {
        return new ByteSink(128)
                .putString(path)
                .putInt(port)
                .putSized(key)
                .putSized(treeKey)
                .toBytes();
    }

    /** From bytes. */
    public static HubAddress decode(byte[] bytes) throws IOException {
        ByteSource source = new ByteSource(bytes);
        return new HubAddress(source.takeText(), source.takeInt(), source.takeSized(), source.takeSized());
    }

    /** What to connect to. */
    public SocketAddress socketAddress() {
        return path.isEmpty()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : UnixDomainSocketAddress.of(path);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? "port " + port : path; // without the key
    }
}
