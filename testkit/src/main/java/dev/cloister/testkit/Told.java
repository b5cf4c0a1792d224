package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.MapOptions;
import dev.cloister.Progress;
import dev.cloister.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** A listener that keeps what it was told. */
final class Told implements ProgressListener {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ConcurrentLinkedQueue<Progress> all = new ConcurrentLinkedQueue<>();

    @Override
    public void progressed(Progress now) {
        all.add(now);
    }

    /** The defaults with this listener. */
    MapOptions options() {
        return MapOptions.defaults().withProgress(this);
    }

    List<Progress> all() {
        return List.copyOf(all);
    }

    /** Waits until it was told so. */
    void await(String what, Predicate<Progress> condition) throws Exception {
        Await.until(
                () -> what + " was not told: " + all, LIMIT, () -> all.stream().anyMatch(condition));
    }

    /** What it was told last, which was that the work is over; never before. */
    Progress last() {
        List<Progress> told = all();
        assertThat(told).as("%s", told).isNotEmpty();
        assertThat(told.getLast().over()).as("%s", told).isTrue();
        assertThat(told.stream().filter(Progress::over)).as("%s", told).hasSize(1);
        for (int i = 1; i < told.size(); i++) {
            assertThat(told.get(i).ended())
                    .as("%s", told)
                    .isGreaterThanOrEqualTo(told.get(i - 1).ended());
            assertThat(told.get(i).elapsed())
                    .as("%s", told)
                    .isGreaterThanOrEqualTo(told.get(i - 1).elapsed());
        }
        return told.getLast();
    }

    /** Waits for the end, then as {@link #last()}. */
    Progress awaitLast() throws Exception {
        await("the end", Progress::over);
        return last();
    }

    /** The last one has these counts. */
    void assertLast(long total, long done, long failed, long cancelled) {
        Progress last = last();
        assertThat(List.of(last.total(), last.done(), last.failed(), last.cancelled()))
                .as("%s", last)
                .containsExactly(total, done, failed, cancelled);
    }
}
