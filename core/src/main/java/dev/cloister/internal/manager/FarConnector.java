package dev.cloister.internal.manager;

import dev.cloister.internal.remote.ClassFilter;
import dev.cloister.remote.AuthenticationKey;
import dev.cloister.remote.Client;
import dev.cloister.remote.RemoteConnection;
import dev.cloister.remote.RemoteOptions;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Gets links to a manager that is served at an address. */
public final class FarConnector implements Connector {
    private final SocketAddress served;
    private final AuthenticationKey key;
    private final RemoteOptions options;
    private final ObjectInputFilter filter;

    /** The first connection, until it is asked for: whether there can be any is known when this is made. */
    private final AtomicReference<@Nullable RemoteConnection> first = new AtomicReference<>();

    private FarConnector(SocketAddress served, AuthenticationKey key, RemoteOptions options) {
        this.served = served;
        this.key = key;
        this.options = options;
        this.filter = filter(options);
    }

    /** Connects once, so that what is wrong with address or key is known at once. */
    public static FarConnector reach(SocketAddress served, AuthenticationKey key, RemoteOptions options)
            throws IOException, InterruptedException {
        FarConnector connector = new FarConnector(served, key, options);
        connector.first.set(Client.connect(served, key, options));
        return connector;
    }

    /** What users allow, and the handles of managed objects. */
    public static ObjectInputFilter filter(RemoteOptions options) {
        List<String> patterns = new ArrayList<>(options.allowedClasses());
        patterns.add("dev.cloister.manager.*");
        patterns.add("dev.cloister.internal.manager.*");
        ClassFilter named = ClassFilter.of(patterns, options.lambdas(), options.filter());
        return info -> {
            Class<?> type = info.serialClass();
            return type != null && (type == Proxy.class || Proxy.isProxyClass(type))
                    ? ObjectInputFilter.Status.ALLOWED // its interfaces and its handler are asked for one by one
                    : named.checkInput(info);
        };
    }

    @Override
    public Link open() throws IOException, InterruptedException {
        RemoteConnection known = first.getAndSet(null);
        return new ConnectionLink(known != null ? known : Client.connect(served, key, options));
    }

    @Override
    public boolean isManagerAlive() {
        return true;
    }

    @Override
    public ObjectInputFilter filter() {
        return filter;
    }

    @Override
    public void close() {
        RemoteConnection unused = first.getAndSet(null);
        if (unused != null) {
            unused.close();
        }
    }

    @Override
    public ManagerAddress address() {
        return new ManagerAddress(0, "at " + served, 0, 0, null, served.toString());
    }
}
