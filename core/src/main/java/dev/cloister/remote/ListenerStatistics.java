package dev.cloister.remote;

/**
 * What a {@link Listener} has seen since it was bound, or sees now.
 *
 * {@snippet :
 * try (var key = dev.cloister.remote.AuthenticationKey.random();
 *         var listener = dev.cloister.remote.Listener.onLoopback(key)) {
 *     dev.cloister.remote.ListenerStatistics statistics = listener.statistics();
 *     System.out.println(statistics.refused() + " were refused");
 * }
 * }
 *
 * @param unauthenticated connections that are in the handshake now
 * @param waiting connections that wait to be accepted now
 * @param authenticated connections that have proved themselves
 * @param refused connections whose proof or name was wrong, or that refused this listener's
 * @param failed connections that ended in the handshake, were too slow, or sent something else
 * @param dropped unauthenticated connections that were dropped because more came
 */
public record ListenerStatistics(
        int unauthenticated, int waiting, long authenticated, long refused, long failed, long dropped) {}
