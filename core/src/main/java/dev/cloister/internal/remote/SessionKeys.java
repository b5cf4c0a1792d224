package dev.cloister.internal.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What both sides compute from the key and what was said: the proofs of the handshake and the keys of the session. */
final class SessionKeys {
    static final String MAC = "HmacSHA256";

    /** Of nonces, proofs and keys. */
    static final int BYTES = 32;

    private final byte[] key;

    /** Endpoint and line, each with its length, then the nonces of client and server. */
    private final byte[] context;

    private final byte[] nonces;

    /**
     * For one connection.
     *
     * @param key that both sides should have; empty counts as one zero byte, which is the same key for a MAC
     * @param endpoint the name by which the client wanted the server
     * @param binding what is peculiar to the line below, such as a TLS session
     */
    SessionKeys(byte[] key, byte[] endpoint, byte[] binding, byte[] clientNonce, byte[] serverNonce) {
        this.key = key.length == 0 ? new byte[1] : key;
        this.nonces = join(clientNonce, serverNonce);
        this.context = join(
                new byte[] {(byte) endpoint.length}, endpoint, new byte[] {(byte) binding.length}, binding, nonces);
    }

    /** Only a server that has the key, was wanted by this name, and saw both nonces can say this. */
    byte[] serverProof() throws IOException {
        return mac("cloister/1 server");
    }

    /** As {@link #serverProof}, for the client. */
    byte[] clientProof() throws IOException {
        return mac("cloister/1 client");
    }

    private byte[] mac(String role) throws IOException {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            mac.update(label(role));
            return mac.doFinal(context);
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    /** The key of what the client sends. */
    SecretKey ofClient() throws IOException {
        return derive("cloister/1 records of the client");
    }

    /** The key of what the server sends. */
    SecretKey ofServer() throws IOException {
        return derive("cloister/1 records of the server");
    }

    /** What the server says when it has let the client in. */
    byte[] welcome() throws IOException {
        return derive("cloister/1 welcome").getEncoded();
    }

    private SecretKey derive(String purpose) throws IOException {
        try {
            HKDFParameterSpec derivation = HKDFParameterSpec.ofExtract()
                    .addIKM(new SecretKeySpec(key, "Generic"))
                    .addSalt(nonces)
                    .thenExpand(join(label(purpose), context), BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveKey(MAC, derivation);
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    /** Ends with a zero, so that no label is the beginning of another. */
    private static byte[] label(String text) {
        return (text + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    static IOException unavailable(GeneralSecurityException e) {
        return new IOException("this JVM has no HMAC-SHA256 or HKDF: " + e.getMessage(), e);
    }
}
