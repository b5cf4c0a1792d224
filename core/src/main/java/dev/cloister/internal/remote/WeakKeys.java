package dev.cloister.internal.remote;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Where the empty key, and none, may be used: where the system itself keeps others out. */
final class WeakKeys {
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private WeakKeys() {}

    /**
     * Does nothing if the key is a secret, or others cannot reach the address.
     *
     * @throws IllegalArgumentException if they can
     */
    static void requireAllowed(KeyMaterial key, SocketAddress address) throws IOException {
        if (key.strength() == KeyMaterial.Strength.SECRET || Endpoint.isLoopback(address)) {
            return;
        }
        String what = key.strength() == KeyMaterial.Strength.EMPTY ? "the empty key" : "no key";
        if (address instanceof UnixDomainSocketAddress unix) {
            requirePrivate(unix.getPath().toAbsolutePath().resolveSibling(""), what);
            return;
        }
        throw new IllegalArgumentException(
                what + " can be used at a loopback address or a Unix domain socket only, not at " + Endpoint.of(address)
                        + ", where everybody in the network is let in: use AuthenticationKey.random()");
    }

    private static void requirePrivate(Path directory, String what) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (!OWNER.containsAll(permissions)) {
            throw new IllegalArgumentException(
                    what + " can be used at a Unix domain socket only if no other user can enter"
                            + " its directory, but " + directory + " has " + PosixFilePermissions.toString(permissions)
                            + ": chmod 700 it, or use a key");
        }
    }
}
