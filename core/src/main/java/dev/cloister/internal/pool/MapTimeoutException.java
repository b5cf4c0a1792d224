package dev.cloister.internal.pool;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What an input failed with that the time of its map was not enough for. Without a stack: there may be very many. */
final class MapTimeoutException extends TimeoutException {
    private static final long serialVersionUID = 1;

    MapTimeoutException(String what, @Nullable Duration timeout) {
        super(what + " when the time of the whole call was up (" + timeout + " from its begin)");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
