package dev.cloister.internal.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    private static final long MIB = 1 << 20;
    private static final long OWN = ProcessHandle.current().pid();

    @Test
    void tellsWhatThisProcessHolds() {
        byte[][] held = new byte[64][(int) MIB];
        for (byte[] block : held) {
            Arrays.fill(block, (byte) 1);
        }
        long bytes = ResidentMemory.bytes(OWN);
        assertTrue(bytes > 64 * MIB && bytes < 64 * 1024 * MIB, () -> "resident: " + bytes);
        assertEquals(64, held.length);
    }

    @Test
    void aProcessThatIsNotThereHasNone() {
        assertEquals(-1, ResidentMemory.bytes(Integer.MAX_VALUE));
        assertEquals(-1, ResidentMemory.fromPs(Integer.MAX_VALUE));
    }

    @Test
    void bothSourcesAgreeOrSayThatTheyDoNotKnow() {
        long ps = ResidentMemory.fromPs(OWN);
        assertEquals(hasPs(), ps > 0, () -> "ps says " + ps);
        long proc = ResidentMemory.fromProc(OWN);
        if (ps > 0 && proc > 0) {
            assertTrue(Math.abs(ps - proc) < 64 * MIB, () -> ps + " and " + proc);
        }
    }

    private static boolean hasPs() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "ps")));
    }
}
