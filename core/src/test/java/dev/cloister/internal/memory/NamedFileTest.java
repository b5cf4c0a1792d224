package dev.cloister.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamedFileTest {
    private final Path program = NamedFile.ownLinks(ProcessHandle.current().pid());
    private final Path own = program.resolve("7");
    private final Path path = NamedFile.path("test " + System.nanoTime());

    @BeforeEach
    void begin() throws Exception {
        Files.createDirectories(own);
    }

    @AfterEach
    void end() throws Exception {
        NamedFile.removeAll(own);
        Files.deleteIfExists(program);
    }

    @Test
    void differentNamesHaveDifferentFilesInOneDirectory() {
        List<String> names = List.of("a", "A", "a.b", ".", "..", "a/b", "a%2Fb", "%", "a b", "\u00e4", "-", "~", "\n");
        Set<Path> paths = new HashSet<>();
        for (String name : names) {
            Path file = NamedFile.path(name);
            assertThat(file).isEqualTo(file.normalize());
            assertThat(file.toString()).startsWith(NamedFile.prefix()).doesNotContain(" ", "\n");
            paths.add(file);
        }
        assertThat(paths).hasSameSizeAs(names);
        assertThat(paths.stream().map(Path::getParent).distinct()).hasSize(1);
    }

    @Test
    void whatAnEndedProcessCreatedGoesButNotWhatHasItsNameNow() throws Exception {
        Path other = NamedFile.path("other " + System.nanoTime());
        NamedFile.create(own, path, 10).close();
        NamedFile.create(own, other, 10).close();
        Files.delete(path); // by a program that knows nothing of links
        Files.write(path, new byte[5]);
        NamedFile.removeAll(own);
        assertThat(Files.size(path)).isEqualTo(5);
        assertThat(other).doesNotExist();
        assertThat(own).doesNotExist();
        Files.delete(path);
    }

    @Test
    void unlinkTakesBothLinks() throws Exception {
        NamedFile.create(own, path, 10).close();
        String key = NamedFile.key(path);
        assertThatThrownBy(() -> NamedFile.create(own, path, 10)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> NamedFile.unlink(path, "another")).isInstanceOf(NoSuchFileException.class);
        NamedFile.unlink(path, key);
        assertThat(own).isEmptyDirectory();
        assertThatThrownBy(() -> NamedFile.unlink(path, key)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void ofManyThreadsThatCreateANameOneSucceedsAndItsLinksStay() throws Exception {
        for (int round = 0; round < 100; round++) {
            CyclicBarrier start = new CyclicBarrier(6);
            List<FutureTask<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                FutureTask<Boolean> one = new FutureTask<>(() -> {
                    start.await();
                    try {
                        NamedFile.create(own, path, 10).close();
                        return true;
                    } catch (FileAlreadyExistsException e) {
                        return false;
                    }
                });
                Thread.ofPlatform().start(one);
                tries.add(one);
            }
            int created = 0;
            for (FutureTask<Boolean> one : tries) {
                created += one.get() ? 1 : 0;
            }
            assertThat(created).isEqualTo(1);
            NamedFile.unlink(path, NamedFile.key(path));
            assertThat(own).as("the own link was there, and went").isEmptyDirectory();
        }
    }

    @Test
    void aLinkToElsewhereIsRefused() throws Exception {
        Path target = own.resolve("target");
        Files.write(target, new byte[5]);
        Files.createSymbolicLink(path, target);
        try {
            assertThatThrownBy(() -> NamedFile.key(path)).isInstanceOf(FileSystemException.class);
        } finally {
            Files.delete(path);
            Files.delete(target);
        }
    }

    @Test
    void anIdleMappingIsTakenOverAndClosedWhenItsNameIsGone() throws Exception {
        MappedFile first = NamedFile.create(own, path, 10);
        String key = NamedFile.key(path);
        MemorySegment memory = first.memory();
        IdleMappings.current().add(key, first);
        memory.set(ValueLayout.JAVA_BYTE, 0, (byte) 5); // still there
        assertThat(IdleMappings.current().open(path, key)).isSameAs(first);
        IdleMappings.current().add(key, first);
        NamedFile.unlink(path, key);
        NamedFile.create(own, path, 10).close();
        try (MappedFile young = IdleMappings.current().open(path, NamedFile.key(path))) {
            assertThat(young).isNotSameAs(first);
            assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        }
    }
}
