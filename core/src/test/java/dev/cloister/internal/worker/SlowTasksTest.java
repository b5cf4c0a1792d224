package dev.cloister.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.RemoteFunction;
import dev.cloister.internal.channel.FrameReader;
import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which tasks a worker tells of as its slowest. */
class SlowTasksTest {
    private static final @Nullable Object[] ARGUMENTS = {"x"};

    private final SlowTasks slow = new SlowTasks();

    private boolean isTold(int millis) {
        return slow.describe(TimeUnit.MILLISECONDS.toNanos(millis), 0, "function", null, ARGUMENTS) != null;
    }

    @Test
    void ofAYoungWorkerTasksOfLessThan25MillisecondsAreNotTold() {
        assertThat(isTold(24)).isFalse();
        assertThat(isTold(26)).isTrue();
        for (int i = 0; i < 32; i++) {
            assertThat(isTold(0)).isFalse();
        }
        assertThat(isTold(24)).isTrue();
        assertThat(isTold(1)).isFalse();
    }

    @Test
    void onlyWhatIsAmongTheFiveSlowestIsTold() {
        for (int millis : new int[] {30, 50, 40, 70, 60}) {
            assertThat(isTold(millis)).isTrue();
        }
        assertThat(isTold(30)).isFalse();
        assertThat(isTold(31)).isTrue();
        assertThat(isTold(39)).isTrue();
        assertThat(isTold(38)).isFalse();
        assertThat(isTold(1000)).isTrue();
    }

    private static int work(int millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
        return millis;
    }

    @Test
    void theSlowItemOfAChunkIsToldBeforeItsOutcome() throws Exception {
        RemoteFunction<Integer, Integer> function = SlowTasksTest::work;
        ByteSink call = new ByteSink(64);
        int countAt = TaskCodec.putChunkHead(call, 1, null);
        List<Integer> inputs = List.of(0, 0, 60, 0);
        for (Integer millis : inputs) {
            TaskCodec.putItem(call, new Object[] {millis}, 1024);
        }
        call.setInt(countAt, inputs.size());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        FrameSender sender = new FrameSender(said);
        RemoteClassLoader loader = new RemoteClassLoader(SlowTasksTest.class.getClassLoader(), sender, null);
        Functions functions = new Functions(loader);
        functions.define(1, TaskCodec.encodeFunction(function));
        TaskRunner runner = new TaskRunner(sender, functions, loader, 1024, true);
        runner.assign(9);
        runner.run(new Frame(FrameType.CALL_MANY, 9, call.toBytes()));
        sender.flush();

        FrameReader reader = new FrameReader(new ByteArrayInputStream(said.toByteArray()), 4096);
        List<FrameType> types = new ArrayList<>();
        ByteSource slowBody = null;
        for (Frame frame; (frame = reader.read()) != null; ) {
            types.add(frame.type());
            slowBody = frame.type() == FrameType.SLOW ? new ByteSource(frame.body()) : slowBody;
        }
        assertThat(types).filteredOn(type -> type == FrameType.SLOW).hasSize(1);
        assertThat(types.indexOf(FrameType.SLOW)).isBetween(1, types.size() - 2);
        assertThat(slowBody).isNotNull();
        if (slowBody != null) {
            assertThat(slowBody.takeLong()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
            assertThat(slowBody.takeInt()).isEqualTo(2); // it and the one behind it were left
            assertThat(slowBody.takeText()).contains("SlowTasksTest");
            assertThat(slowBody.takeText()).isEqualTo("60");
        }
    }
}
