package dev.cloister.internal.remote;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A line encrypted with TLS 1.3. */
final class TlsLine implements Line {
    private static final String EXPORTER = "EXPORTER-cloister-1";

    private final Line below;
    private final SSLEngine engine;
    private final ReentrantLock lock = new ReentrantLock();

    /** What has arrived and is not decrypted: from its position to its limit. Guarded by the lock. */
    private ByteBuffer arrived;

    /** What is decrypted and was not read: from its position to its limit. Guarded by the lock. */
    private ByteBuffer plain;

    /** What is encrypted and was not sent: from its position to its limit. Guarded by the lock. */
    private ByteBuffer leaving;

    /**
     * Whether all that has come from below was read: only then the line below tells when there is more. Guarded by the lock.
     */
    private boolean drained;

    /** Whether the other side will send nothing more. Guarded by the lock. */
    private boolean ended;

    /** Whether the TLS handshake is over. Guarded by the lock. */
    private boolean established;

    private byte[] binding = new byte[0];

    private TlsLine(Line below, SSLEngine engine) {
        this.below = below;
        this.engine = engine;
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        int packet = engine.getSession().getPacketBufferSize();
        this.arrived = ByteBuffer.allocate(packet).limit(0);
        this.leaving = ByteBuffer.allocate(packet).limit(0);
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /** The line encrypted, when the other side has agreed. */
    static TlsLine asServer(Line below, SSLContext context, long deadline) throws IOException, InterruptedException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return shaken(new TlsLine(below, engine), deadline);
    }

    /** The line encrypted, when the other side has shown a certificate that the context trusts. */
    static TlsLine asClient(Line below, SSLContext context, long deadline) throws IOException, InterruptedException {
        SSLEngine engine = below.peer() instanceof InetSocketAddress peer
                ? context.createSSLEngine(peer.getHostString(), peer.getPort())
                : context.createSSLEngine();
        engine.setUseClientMode(true);
        return shaken(new TlsLine(below, engine), deadline);
    }

    private static TlsLine shaken(TlsLine line, long deadline) throws IOException, InterruptedException {
        line.handshake(deadline);
        line.establish();
        return line;
    }

    private void establish() throws IOException {
        lock.lock();
        try {
            established = true;
            if (engine.getSession() instanceof ExtendedSSLSession session) {
                binding = session.exportKeyingMaterialData(EXPORTER, new byte[0], SessionKeys.BYTES);
            }
        } finally {
            lock.unlock();
        }
    }

    private void handshake(long deadline) throws IOException, InterruptedException {
        engine.beginHandshake();
        ByteBuffer nothing = ByteBuffer.allocate(0);
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    lock.lock();
                    try {
                        SSLEngineResult _ = wrap(nothing);
                    } finally {
                        lock.unlock();
                    }
                    flush(deadline);
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> awaitStep(deadline);
                case FINISHED, NOT_HANDSHAKING -> {
                    flush(deadline);
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void flush(long deadline) throws IOException, InterruptedException {
        while (true) {
            lock.lock();
            try {
                if (send()) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            if (!below.awaitWritable(deadline)) {
                throw late();
            }
        }
    }

    private void awaitStep(long deadline) throws IOException, InterruptedException {
        boolean moved;
        lock.lock();
        try {
            moved = unwrap() || (receive() && unwrap());
            if (!moved && ended) {
                throw new EOFException("the other side ended the connection in the middle of the TLS handshake");
            }
        } finally {
            lock.unlock();
        }
        if (!moved && !below.awaitReadable(deadline)) {
            throw late();
        }
    }

    private static IOException late() {
        return new SocketTimeoutException(
                "the TLS handshake was not over in time (RemoteOptions.withHandshakeTimeout)");
    }

    /** Reads from below; false if nothing was there. */
    private boolean receive() throws IOException {
        arrived.compact();
        try {
            int count = below.read(arrived);
            if (count < 0) {
                ended = true;
            }
            return count > 0;
        } finally {
            arrived.flip();
        }
    }

    /** Decrypts a packet; false if no whole one is there. */
    private boolean unwrap() throws IOException {
        if (!arrived.hasRemaining()) {
            return false;
        }
        plain.compact();
        SSLEngineResult result;
        try {
            result = engine.unwrap(arrived, plain);
        } finally {
            plain.flip();
        }
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
                arrived = enlarged(arrived, engine.getSession().getPacketBufferSize());
                return false;
            }
            case BUFFER_OVERFLOW -> {
                plain = enlarged(plain, plain.remaining() + engine.getSession().getApplicationBufferSize());
                return true;
            }
            case CLOSED -> {
                ended = true;
                return result.bytesProduced() > 0;
            }
            case OK -> {
                after(result);
                return true;
            }
        }
        return true;
    }

    /** The other side may want new keys, also after the handshake. */
    private void after(SSLEngineResult result) throws IOException {
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        if (established && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            SSLEngineResult _ = wrap(ByteBuffer.allocate(0));
            boolean _ = send();
        }
    }

    private static ByteBuffer enlarged(ByteBuffer from, int capacity) {
        return from.capacity() >= capacity
                ? from
                : ByteBuffer.allocate(capacity).put(from).flip();
    }

    private SSLEngineResult wrap(ByteBuffer from) throws IOException {
        while (true) {
            leaving.compact();
            SSLEngineResult result;
            try {
                result = engine.wrap(from, leaving);
            } finally {
                leaving.flip();
            }
            if (result.getStatus() != SSLEngineResult.Status.BUFFER_OVERFLOW) {
                return result;
            }
            leaving =
                    enlarged(leaving, leaving.remaining() + engine.getSession().getPacketBufferSize());
        }
    }

    /** Sends what is encrypted; whether that is all. */
    private boolean send() throws IOException {
        if (leaving.hasRemaining()) {
            below.write(leaving);
        }
        return !leaving.hasRemaining();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        lock.lock();
        try {
            while (!plain.hasRemaining()) {
                if (!unwrap() && (ended || !receive())) {
                    drained = true;
                    return ended ? -1 : 0;
                }
            }
            drained = false;
            int count = Math.min(into.remaining(), plain.remaining());
            into.put(plain.slice(plain.position(), count));
            plain.position(plain.position() + count);
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean write(ByteBuffer from) throws IOException {
        lock.lock();
        try {
            while (send()) {
                if (!from.hasRemaining()) {
                    return true;
                }
                if (wrap(from).getStatus() == SSLEngineResult.Status.CLOSED) {
                    throw new SSLException("the TLS session is closed");
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitReadable(long deadline) throws InterruptedException {
        return !isDrained() || below.awaitReadable(deadline);
    }

    private boolean isDrained() {
        lock.lock();
        try {
            return drained;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitWritable(long deadline) throws InterruptedException {
        return below.awaitWritable(deadline);
    }

    @Override
    public void whenReadable(Runnable action) {
        if (isDrained()) {
            below.whenReadable(action);
        } else {
            action.run();
        }
    }

    @Override
    public void forget(Runnable action) {
        below.forget(action);
    }

    @Override
    public byte[] binding() {
        return binding;
    }

    @Override
    public @Nullable SocketAddress peer() {
        return below.peer();
    }

    @Override
    public @Nullable SocketAddress local() {
        return below.local();
    }

    /** Without TLS's own farewell: that of the session says that all has been sent. */
    @Override
    public void close() {
        below.close();
    }
}
