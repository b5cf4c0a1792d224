package dev.cloister.internal.remote;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/** Who is at the other side of a Unix domain socket, as the system says. */
final class PeerUser {
    private static final Path SELF = Path.of("/proc/self");

    private PeerUser() {}

    /**
     * Does nothing if the other side belongs to the user of this process, or that cannot be found out.
     *
     * @throws HandshakeException if it belongs to somebody else
     */
    static void requireOwn(SocketChannel channel, String peer) throws IOException {
        String own = Files.exists(SELF) ? Files.getOwner(SELF).getName() : null;
        String theirs;
        try {
            theirs = Credentials.of(channel);
        } catch (NoClassDefFoundError e) { // the module jdk.net is not there
            return;
        }
        if (own != null && theirs != null && !own.equals(theirs)) {
            throw new HandshakeException(
                    Refusal.KEY, peer + " belongs to another user: " + theirs + ", and this process to " + own);
        }
    }

    /** Apart, because its classes may not be there. */
    private static final class Credentials {
        static @Nullable String of(SocketChannel channel) throws IOException {
            SocketOption<UnixDomainPrincipal> option = ExtendedSocketOptions.SO_PEERCRED;
            return channel.supportedOptions().contains(option)
                    ? channel.getOption(option).user().getName()
                    : null;
        }
    }
}
