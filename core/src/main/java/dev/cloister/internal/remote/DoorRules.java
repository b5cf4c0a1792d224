package dev.cloister.internal.remote;

import dev.cloister.remote.AuthenticationException;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a listener lets others in.
 *
 * @param handshakeNanos how long a handshake may take
 * @param maxUnauthenticated how many may be in it at a time
 * @param backlog how many may wait to be accepted
 * @param names that it answers to, besides its address
 * @param tls what encrypts; null for nothing
 * @param refusalListener who is told of those that were refused; null for who accepts
 * @param limits of what the others may send
 */
public record DoorRules(
        long handshakeNanos,
        int maxUnauthenticated,
        int backlog,
        Set<String> names,
        @Nullable SSLContext tls,
        @Nullable Consumer<AuthenticationException> refusalListener,
        SessionLimits limits) {}
