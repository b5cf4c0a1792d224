package dev.cloister.cli.ipc;

import dev.cloister.shared.Connection;
import dev.cloister.shared.Pipe;
import java.io.IOException;
import java.util.List;

/** Pipes. */
final class PipeMeters {
    private static final int SMALL = 64;
    private static final int BIG = 16 << 20;
    private static final byte LAST = 7;

    private PipeMeters() {}

    /** Microseconds there and back. */
    static Reading roundTrip(Bed bed, int count) throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            Connection one = pipe.first();
            Connection other = pipe.second();
            Bed.Race race = bed.race(List.of(() -> ping(one, count), () -> pong(other, count)));
            return Reading.of(race.seconds(0) * 1e6 / count, (long) count, race.value(0));
        }
    }

    private static long ping(Connection end, int count) throws IOException, InterruptedException {
        try (end) {
            byte[] message = message(SMALL);
            long right = 0;
            for (int i = 0; i < count; i++) {
                end.sendBytes(message);
                right += end.receiveBytes().length == SMALL ? 1 : 0;
            }
            return right;
        }
    }

    private static long pong(Connection end, int count) throws IOException, InterruptedException {
        try (end) {
            for (int i = 0; i < count; i++) {
                end.sendBytes(end.receiveBytes());
            }
            return 0;
        }
    }

    /** MiB per second in one direction. */
    static Reading bigMessages(Bed bed, int count) throws Exception {
        try (Pipe pipe = Pipe.oneWay()) {
            Connection writer = pipe.writer();
            Connection reader = pipe.reader();
            Bed.Race race = bed.race(List.of(() -> send(writer, count), () -> receive(reader, count)));
            double mib = (double) count * (BIG >> 20);
            return Reading.of(mib / race.seconds(), (long) count, race.value(1));
        }
    }

    private static long send(Connection end, int count) throws IOException, InterruptedException {
        try (end) {
            byte[] message = message(BIG);
            for (int i = 0; i < count; i++) {
                end.sendBytes(message);
            }
            return 0;
        }
    }

    private static long receive(Connection end, int count) throws IOException, InterruptedException {
        try (end) {
            long right = 0;
            for (int i = 0; i < count; i++) {
                byte[] message = end.receiveBytes();
                right += message.length == BIG && message[BIG - 1] == LAST ? 1 : 0;
            }
            return right;
        }
    }

    private static byte[] message(int length) {
        byte[] message = new byte[length];
        message[length - 1] = LAST;
        return message;
    }
}
