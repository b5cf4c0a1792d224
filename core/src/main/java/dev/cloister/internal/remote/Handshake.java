package dev.cloister.internal.remote;

import dev.cloister.internal.os.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * How two sides that have the same key prove that to each other, the server first:
 *
 * <pre>
 * client                                             server
 *   HELLO         nonce, the name that it dialled  --->     is that a name of mine?
 *   is the proof right?     <---  nonce, MAC("server", name, nonces)  SERVER_PROOF
 *   CLIENT_PROOF  MAC("client", name, nonces)      --->     is the proof right?
 *   is the word right?      <---  a word of the session's keys             WELCOME
 * </pre>
 *
 * So a stranger who connects gets a MAC over nonces that are never used again; one who is dialled gets nothing; one who passes
 * on what others say has the wrong name; and who sends back what it got has the wrong role.
 */
final class Handshake {
    /** The longest name, in bytes of UTF-8. */
    static final int MAX_NAME_BYTES = 200;

    private Handshake() {}

    /**
     * Proves this client to the server, and the server to this client.
     *
     * @param endpoint the name of the server that is wanted
     * @param peer what the server is called in errors
     */
    static SessionKeys asClient(Line line, byte[] key, String endpoint, String peer, long deadline)
            throws IOException, InterruptedException {
        HandshakeFrames frames = new HandshakeFrames(line, peer, deadline);
        byte[] name = endpoint.getBytes(StandardCharsets.UTF_8);
        byte[] nonce = SecretBytes.next(SessionKeys.BYTES);
        frames.send(HandshakeFrames.HELLO, join(nonce, name));
        byte[] answer = frames.receive(HandshakeFrames.SERVER_PROOF);
        if (answer.length != 2 * SessionKeys.BYTES) {
            throw malformed(peer);
        }
        SessionKeys keys = new SessionKeys(key, name, line.binding(), nonce, Arrays.copyOf(answer, SessionKeys.BYTES));
        requireEqual(keys.serverProof(), Arrays.copyOfRange(answer, SessionKeys.BYTES, answer.length), peer);
        frames.send(HandshakeFrames.CLIENT_PROOF, keys.clientProof());
        requireEqual(keys.welcome(), frames.receive(HandshakeFrames.WELCOME), peer);
        return keys;
    }

    /**
     * Proves this server to the client, and the client to this server.
     *
     * @param answersTo whether this server has a name
     */
    static SessionKeys asServer(Line line, byte[] key, Predicate<String> answersTo, String peer, long deadline)
            throws IOException, InterruptedException {
        HandshakeFrames frames = new HandshakeFrames(line, peer, deadline);
        byte[] hello = frames.receive(HandshakeFrames.HELLO);
        if (hello.length < SessionKeys.BYTES) {
            throw malformed(peer);
        }
        byte[] name = Arrays.copyOfRange(hello, SessionKeys.BYTES, hello.length);
        String endpoint = new String(name, StandardCharsets.UTF_8);
        if (name.length > MAX_NAME_BYTES || !answersTo.test(endpoint)) {
            throw new HandshakeException(
                    Refusal.ENDPOINT,
                    peer + " wants a server at "
                            + Endpoint.printable(endpoint)
                            + ", which this one is not: it dialled somebody else who passes on what"
                            + " it says, or an address that is forwarded to here (then name it with RemoteOptions.withNames)");
        }
        byte[] nonce = SecretBytes.next(SessionKeys.BYTES);
        SessionKeys keys = new SessionKeys(key, name, line.binding(), Arrays.copyOf(hello, SessionKeys.BYTES), nonce);
        frames.send(HandshakeFrames.SERVER_PROOF, join(nonce, keys.serverProof()));
        requireEqual(keys.clientProof(), frames.receive(HandshakeFrames.CLIENT_PROOF), peer);
        frames.send(HandshakeFrames.WELCOME, keys.welcome());
        return keys;
    }

    private static void requireEqual(byte[] expected, byte[] actual, String peer) throws HandshakeException {
        if (!MessageDigest.isEqual(expected, actual)) {
            throw new HandshakeException(
                    Refusal.KEY,
                    peer + " has not proved that it has the same key: its key is another, or it is"
                            + " somebody else who passes on what others say");
        }
    }

    private static IOException malformed(String peer) {
        return new IOException(peer + " is no partner: its handshake message has a wrong length");
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
