package dev.cloister.cli.faults;

import dev.cloister.Pool;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Takes ten of very many results, with pauses: what is ahead of it must stay bounded. */
final class SlowReader implements Scenario {
    private static final int READ = 10;
    private static final long INPUTS = 20_000;
    private static final long MOST_AHEAD = 2_048;
    private static final int BYTES = 1024;
    private static final long PAUSE_MILLIS = 50;

    @Override
    public Observation observe(Place place) throws Exception {
        List<String> complaints = new ArrayList<>();
        AtomicLong taken = new AtomicLong();
        Pool pool = Pool.open(TenTasks.options(place));
        Observation seen;
        try {
            List<Long> _ = Meeting.hold(pool, TenTasks.WORKERS, place.folder());
            Moment start = Moment.now();
            int right = 0;
            try (var results = pool.imap(SlowReader::block, () -> source(taken))) {
                for (int i = 0; i < READ; i++) {
                    right += results.next()[0] == (byte) i ? 1 : 0;
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
            long ahead = taken.get();
            if (ahead > MOST_AHEAD) {
                complaints.add(ahead + " inputs were taken for " + READ + " results");
            }
            double seconds = start.seconds();
            boolean usable = TenTasks.isUsable(pool, place, complaints);
            seen = new Observation(ahead + " ahead", Math.min(right, READ - 1), usable, seconds, complaints);
        } finally {
            TenTasks.close(pool, complaints);
        }
        return seen.with(complaints);
    }

    private static byte[] block(long number) {
        byte[] block = new byte[BYTES];
        block[0] = (byte) number;
        return block;
    }

    private static Iterator<Long> source(AtomicLong taken) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return taken.get() < INPUTS;
            }

            @Override
            public Long next() {
                return taken.getAndIncrement();
            }
        };
    }
}
