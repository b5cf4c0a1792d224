package dev.cloister.remote;

import java.io.ObjectInputFilter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How {@link Listener} and {@link Client} do their work. Immutable: each {@code with} method returns a changed copy.
 *
 * <p><b>Classes.</b> An object of another process is deserialized only if all of its classes are allowed. Without more being said
 * these are the value types of {@code java.lang}, {@code java.math} and {@code java.time}, the collections of {@code java.util}
 * and {@code java.util.concurrent}, exceptions of the JDK's and this library's, and arrays of what is allowed. Classes of the
 * program are named with {@link #withAllowedClasses}; lambdas need {@link #withLambdas} besides, because a lambda is code
 * that is run. Limits of depth, of the length of arrays and of nested hash tables hold always.
 *
 * {@snippet :
 * var options = dev.cloister.remote.RemoteOptions.defaults()
 *         .withAllowedClasses("com.acme.orders.**")
 *         .withMaxMessageBytes(16 << 20);
 * try (var key = dev.cloister.remote.AuthenticationKey.ofProcessTree();
 *         var listener = dev.cloister.remote.Listener.bind(
 *                 new java.net.InetSocketAddress("0.0.0.0", 0), key, options)) {
 *     System.out.println(listener.address());
 * }
 * }
 */
public sealed interface RemoteOptions permits RemoteSettings {
    /** The options that hold when nothing else is said. */
    static RemoteOptions defaults() {
        return RemoteSettings.DEFAULTS;
    }

    /** How long connecting and the handshake may take in all. Default: 5 seconds. */
    Duration handshakeTimeout();

    /** How many connections of a listener may be unauthenticated at a time. Default: 64. */
    int maxUnauthenticated();

    /** How many authenticated connections may wait to be accepted. Default: 128. */
    int backlog();

    /** The longest message that a new connection receives, in bytes. Default: 1 GiB. */
    int maxMessageBytes();

    /** Patterns of classes that may be deserialized besides those that always may. Default: none. */
    List<String> allowedClasses();

    /** Whether lambdas of allowed classes may be deserialized. Default: false. */
    boolean lambdas();

    /** What is asked first for each class that is deserialized; null for nothing. */
    @Nullable
    ObjectInputFilter filter();

    /** What encrypts connections; null, the default, for nothing. */
    @Nullable
    SSLContext tls();

    /** The names by which clients may want a listener, besides its address. Default: none. */
    Set<String> names();

    /** The name by which a client wants its listener; null, the default, for the address. */
    @Nullable
    String expectedName();

    /** Who is told of clients that have not proved themselves; null, the default, for who accepts. */
    @Nullable
    Consumer<AuthenticationException> refusalListener();

    /**
     * Returns a copy with this handshake time-out, from 1 ms to 1 day: for all of connecting and the handshake together, on either
     * side, not for each step. A listener drops a client that is not through by then, however busily it sends.
     */
    RemoteOptions withHandshakeTimeout(Duration timeout);

    /**
     * Returns a copy with this limit of a listener, from 1 to 65,536. When one more connects, the one that has been unauthenticated
     * for longest is dropped, so that those that stay silent do not keep others out; an honest {@link Client} that is dropped so
     * tries again.
     */
    RemoteOptions withMaxUnauthenticated(int connections);

    /** Returns a copy with this backlog of a listener, from 1 to 65,536. While so many wait, others wait in the system. */
    RemoteOptions withBacklog(int connections);

    /** Returns a copy with this message limit, 0 or more; see {@link RemoteConnection#setMaxMessageBytes}. */
    RemoteOptions withMaxMessageBytes(int bytes);

    /**
     * Returns a copy that allows more classes to be deserialized, besides those allowed before.
     *
     * @param patterns {@code com.acme.Order} for a class, {@code com.acme.*} for those of a package, {@code com.acme.**} for
     *     those of the packages below too, {@code com.acme.Order*} for a beginning; as in {@link ObjectInputFilter.Config}
     * @throws IllegalArgumentException if one of them is malformed, refuses ({@code !}), or allows everything ({@code *}): for
     *     these write an {@link ObjectInputFilter}
     */
    RemoteOptions withAllowedClasses(String... patterns);

    /**
     * Returns a copy that allows lambdas to be deserialized, or not. The class in whose code the lambda is must be allowed too,
     * and then the other side chooses which of its lambdas.
     */
    RemoteOptions withLambdas(boolean allowed);

    /**
     * Returns a copy that asks this filter first. What it allows or rejects is so; where it is undecided the rules of this class
     * hold. It is called by the threads that receive.
     */
    RemoteOptions withFilter(ObjectInputFilter filter);

    /**
     * Returns a copy that encrypts connections with TLS 1.3, for TCP addresses only. The listener shows the certificate of its
     * context; the client checks it as its context says, for instance against the one certificate in its trust store. The
     * handshake with the key comes after that and is bound to the TLS session, so that also one who has a certificate that the
     * client trusts cannot stand between the two.
     */
    RemoteOptions withTls(SSLContext context);

    /**
     * Returns a copy for a listener that answers to these names too, besides the address at which a client reaches it. Needed where
     * addresses are translated or ports forwarded: what the client dials, as {@code 203.0.113.5:8080} or {@code [2001:db8::1]:8080},
     * or what it wants by {@link #withExpectedName}.
     *
     * @throws IllegalArgumentException if one is empty or has more than 200 bytes
     */
    RemoteOptions withNames(String... names);

    /**
     * Returns a copy for a client that wants a listener of this name, whatever address it dials: for tunnels. The listener must have
     * the name by {@link #withNames}.
     *
     * @throws IllegalArgumentException if it is empty or has more than 200 bytes
     */
    RemoteOptions withExpectedName(String name);

    /**
     * Returns a copy for a listener that tells this of each client that has not proved itself, instead of {@link Listener#accept}
     * throwing. It is called by virtual threads, several at a time, with the handshake over; what it throws goes to their handler of
     * uncaught exceptions.
     */
    RemoteOptions withRefusalListener(Consumer<AuthenticationException> listener);
}
