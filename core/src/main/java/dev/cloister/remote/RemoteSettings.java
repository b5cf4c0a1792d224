package dev.cloister.remote;

import dev.cloister.internal.remote.ClassFilter;
import dev.cloister.internal.remote.Endpoint;
import dev.cloister.internal.remote.SessionLimits;
import java.io.ObjectInputFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** {@link RemoteOptions} as they are: how handshakes are made, what may be received after them, and who is told of refusals. */
record RemoteSettings(
        Meeting meeting, Content content, @Nullable Consumer<AuthenticationException> refusalListener)
        implements RemoteOptions {
    static final RemoteSettings DEFAULTS = new RemoteSettings(
            new Meeting(Duration.ofSeconds(5), 64, 128, null, Set.of(), null),
            new Content(1 << 30, List.of(), false, null),
            null);

    private static final int MOST_CONNECTIONS = 1 << 16;

    /** Of connecting and handshakes. */
    private record Meeting(
            Duration timeout,
            int maxUnauthenticated,
            int backlog,
            @Nullable SSLContext tls,
            Set<String> names,
            @Nullable String expectedName) {
        Meeting {
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("handshakeTimeout must be from 1 ms to 1 day: " + timeout);
            }
            requireRange("maxUnauthenticated", maxUnauthenticated, 1, MOST_CONNECTIONS);
            requireRange("backlog", backlog, 1, MOST_CONNECTIONS);
        }
    }

    /** Of what is received. */
    private record Content(
            int maxMessageBytes,
            List<String> allowedClasses,
            boolean lambdas,
            @Nullable ObjectInputFilter filter) {
        Content {
            requireRange("maxMessageBytes", maxMessageBytes, 0, Integer.MAX_VALUE);
        }
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ": " + value);
        }
    }

    /** What the other side may send. */
    SessionLimits limits() {
        return new SessionLimits(ClassFilter.of(allowedClasses(), lambdas(), filter()), maxMessageBytes());
    }

    private RemoteOptions with(Meeting changed) {
        return new RemoteSettings(changed, content, refusalListener);
    }

    private RemoteOptions with(Content changed) {
        return new RemoteSettings(meeting, changed, refusalListener);
    }

    @Override
    public Duration handshakeTimeout() {
        return meeting.timeout;
    }

    @Override
    public int maxUnauthenticated() {
        return meeting.maxUnauthenticated;
    }

    @Override
    public int backlog() {
        return meeting.backlog;
    }

    @Override
    public int maxMessageBytes() {
        return content.maxMessageBytes;
    }

    @Override
    public List<String> allowedClasses() {
        return content.allowedClasses;
    }

    @Override
    public boolean lambdas() {
        return content.lambdas;
    }

    @Override
    public @Nullable ObjectInputFilter filter() {
        return content.filter;
    }

    @Override
    public @Nullable SSLContext tls() {
        return meeting.tls;
    }

    @Override
    public Set<String> names() {
        return meeting.names;
    }

    @Override
    public @Nullable String expectedName() {
        return meeting.expectedName;
    }

    @Override
    public RemoteOptions withHandshakeTimeout(Duration timeout) {
        Meeting m = meeting;
        return with(new Meeting(timeout, m.maxUnauthenticated, m.backlog, m.tls, m.names, m.expectedName));
    }

    @Override
    public RemoteOptions withMaxUnauthenticated(int connections) {
        Meeting m = meeting;
        return with(new Meeting(m.timeout, connections, m.backlog, m.tls, m.names, m.expectedName));
    }

    @Override
    public RemoteOptions withBacklog(int connections) {
        Meeting m = meeting;
        return with(new Meeting(m.timeout, m.maxUnauthenticated, connections, m.tls, m.names, m.expectedName));
    }

    @Override
    public RemoteOptions withTls(SSLContext context) {
        Meeting m = meeting;
        Objects.requireNonNull(context, "context");
        return with(new Meeting(m.timeout, m.maxUnauthenticated, m.backlog, context, m.names, m.expectedName));
    }

    @Override
    public RemoteOptions withNames(String... more) {
        Meeting m = meeting;
        Set<String> all = new LinkedHashSet<>(m.names);
        for (String name : more) {
            all.add(Endpoint.requireName(name));
        }
        return with(new Meeting(m.timeout, m.maxUnauthenticated, m.backlog, m.tls, Set.copyOf(all), m.expectedName));
    }

    @Override
    public RemoteOptions withExpectedName(String name) {
        Meeting m = meeting;
        return with(
                new Meeting(m.timeout, m.maxUnauthenticated, m.backlog, m.tls, m.names, Endpoint.requireName(name)));
    }

    @Override
    public RemoteOptions withMaxMessageBytes(int bytes) {
        return with(new Content(bytes, content.allowedClasses, content.lambdas, content.filter));
    }

    @Override
    public RemoteOptions withAllowedClasses(String... patterns) {
        List<String> all = new ArrayList<>(content.allowedClasses);
        for (String pattern : patterns) {
            all.add(ClassFilter.requirePattern(pattern));
        }
        return with(new Content(content.maxMessageBytes, List.copyOf(all), content.lambdas, content.filter));
    }

    @Override
    public RemoteOptions withLambdas(boolean allowed) {
        return with(new Content(content.maxMessageBytes, content.allowedClasses, allowed, content.filter));
    }

    @Override
    public RemoteOptions withFilter(ObjectInputFilter asked) {
        Objects.requireNonNull(asked, "filter");
        return with(new Content(content.maxMessageBytes, content.allowedClasses, content.lambdas, asked));
    }

    @Override
    public RemoteOptions withRefusalListener(Consumer<AuthenticationException> listener) {
        return new RemoteSettings(meeting, content, Objects.requireNonNull(listener, "listener"));
    }
}
