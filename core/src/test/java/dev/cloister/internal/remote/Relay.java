package dev.cloister.internal.remote;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;

/**
 * Somebody between a client and a listener, who sees what both say, frame by frame and record by record, and changes it. Serves
 * one client.
 */
final class Relay implements Closeable {
    /** What he does with what he sees. */
    interface Change {
        /**
         * What he passes on.
         *
         * @param fromClient else it is the listener's
         * @param number counts what that side has said: 0 and 1 are its handshake
         */
        List<byte[]> of(boolean fromClient, int number, byte[] said);
    }

    /** Passes nothing on any more in this direction. */
    static final byte[] CUT = new byte[0];

    static final Change NONE = (fromClient, number, said) -> List.of(said);

    private final ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final InetSocketAddress target;
    private final Change change;

    /** All that the client said. */
    final ByteArrayOutputStream ofClient = new ByteArrayOutputStream();

    private Socket client = new Socket();
    private Socket listener = new Socket();

    Relay(SocketAddress target, Change change) throws IOException {
        this.target = (InetSocketAddress) target;
        this.change = change;
        Thread.ofPlatform().daemon().name("relay").start(this::serve);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), door.getLocalPort());
    }

    private void serve() {
        try {
            client = door.accept();
            listener = new Socket(target.getAddress(), target.getPort());
            Thread.ofPlatform().daemon().name("relay").start(() -> pass(false, listener, client));
            pass(true, client, listener);
        } catch (IOException e) {
            // nobody came
        }
    }

    private void pass(boolean fromClient, Socket from, Socket to) {
        try {
            DataInputStream in = new DataInputStream(from.getInputStream());
            OutputStream out = to.getOutputStream();
            for (int number = 0; ; number++) {
                byte[] said = number < 2 ? frame(in) : record(in);
                if (fromClient) {
                    ofClient.write(said);
                }
                for (byte[] one : change.of(fromClient, number, said)) {
                    if (one.length == 0) {
                        to.shutdownOutput();
                        return;
                    }
                    out.write(one);
                }
                out.flush();
            }
        } catch (IOException e) {
            try {
                to.shutdownOutput();
            } catch (IOException gone) {
                // both are
            }
        }
    }

    private static byte[] frame(DataInputStream in) throws IOException {
        int low = in.readUnsignedByte();
        int high = in.readUnsignedByte();
        byte[] frame = new byte[2 + low + 256 * high];
        frame[0] = (byte) low;
        frame[1] = (byte) high;
        in.readFully(frame, 2, frame.length - 2);
        return frame;
    }

    private static byte[] record(DataInputStream in) throws IOException {
        int length = Integer.reverseBytes(in.readInt());
        byte[] record = new byte[4 + length + 32];
        for (int i = 0; i < 4; i++) {
            record[i] = (byte) (length >> 8 * i);
        }
        in.readFully(record, 4, record.length - 4);
        return record;
    }

    @Override
    public void close() throws IOException {
        door.close();
        client.close();
        listener.close();
    }
}
