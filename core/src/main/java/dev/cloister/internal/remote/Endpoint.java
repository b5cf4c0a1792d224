package dev.cloister.internal.remote;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The names of listeners: {@code 192.0.2.1:7070}, {@code [2001:db8::1]:7070}, {@code /run/acme/socket}. */
public final class Endpoint {
    private Endpoint() {}

    /**
     * An address that can be listened or connected to.
     *
     * @throws IllegalArgumentException if it is neither of TCP nor of a Unix domain socket
     */
    public static SocketAddress require(SocketAddress address) {
        if (address instanceof InetSocketAddress || address instanceof UnixDomainSocketAddress) {
            return address;
        }
        throw new IllegalArgumentException("cannot listen at or connect to a "
                + address.getClass().getName() + ": use an InetSocketAddress or a UnixDomainSocketAddress");
    }

    /** The address with its host's address found. */
    static SocketAddress resolve(SocketAddress address) throws UnknownHostException {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            return new InetSocketAddress(InetAddress.getByName(inet.getHostString()), inet.getPort());
        }
        return address;
    }

    /** The name of what is at this address. */
    static String of(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet -> {
                String host = inet.getAddress().getHostAddress();
                int scope = host.indexOf('%'); // means something on one host only
                String bare = scope < 0 ? host : host.substring(0, scope);
                yield (inet.getAddress() instanceof Inet6Address ? '[' + bare + ']' : bare) + ':' + inet.getPort();
            }
            case UnixDomainSocketAddress unix ->
                real(unix.getPath().toAbsolutePath().normalize()).toString();
            default -> address.toString();
        };
    }

    /** Without symbolic links in the directory, which may have several names. */
    private static Path real(Path path) {
        Path directory = path.getParent();
        Path name = path.getFileName();
        if (directory == null || name == null) {
            return path;
        }
        try {
            return directory.toRealPath().resolve(name);
        } catch (IOException e) {
            return path;
        }
    }

    /** A name that users give. */
    public static String requireName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > Handshake.MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "a name must have 1 to " + Handshake.MAX_NAME_BYTES + " bytes: \"" + name + "\" has " + bytes);
        }
        return name;
    }

    /** What a stranger called something, fit for a log. */
    static String printable(String name) {
        String clean = name.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() > 80 ? clean.substring(0, 80) + "..." : clean;
    }

    /** Whether only processes of this host reach it. */
    static boolean isLoopback(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && inet.getAddress() != null
                && inet.getAddress().isLoopbackAddress();
    }
}
