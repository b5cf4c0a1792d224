package dev.cloister.internal.status;

import dev.cloister.RunningPools;
import dev.cloister.RunningPools.RunningPool;
import dev.cloister.RunningPools.RunningWorker;
import dev.cloister.internal.os.ProcessStarts;
import dev.cloister.internal.os.ResidentMemory;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the boards of this user's programs and puts together what they say and what the system knows of the workers. */
public final class RunningBoards {
    private static final Pattern RUN_DIRECTORY = Pattern.compile("cloister-([1-9][0-9]{0,17})-[0-9a-f]+");

    /** In a worker's command: its argument file. */
    private static final Pattern ARGUMENT_FILE =
            Pattern.compile("@(/.*)/cloister-[0-9]+-[0-9a-f]+/worker-[0-9]+\\.args");

    private final List<Entry> found = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final @Nullable UserPrincipal user = user();

    /** A pool with the number of its board, which tells older from newer. */
    private record Entry(RunningPool pool, long number) {}

    private RunningBoards() {}

    /** Looks below this directory, and below those that commands of living workers name. */
    public static RunningPools look(Path temporary) {
        RunningBoards boards = new RunningBoards();
        Set<Path> places = new TreeSet<>(Set.of(temporary.toAbsolutePath().normalize()));
        ProcessHandle.allProcesses()
                .forEach(process -> process.info().arguments().ifPresent(arguments -> addPlace(arguments, places)));
        for (Path place : places) {
            boards.searchPlace(place);
        }
        boards.found.sort(Comparator.comparingLong((Entry entry) -> entry.pool().programPid())
                .thenComparingLong(Entry::number));
        return new RunningPools(boards.found.stream().map(Entry::pool).toList(), boards.notes);
    }

    private static void addPlace(String[] arguments, Set<Path> places) {
        for (String argument : arguments) {
            Matcher file = argument.startsWith("@") ? ARGUMENT_FILE.matcher(argument) : null;
            if (file != null && file.matches()) {
                places.add(Path.of(file.group(1)));
            }
        }
    }

    private void searchPlace(Path place) {
        try (DirectoryStream<Path> programs = Files.newDirectoryStream(place, "cloister-*")) {
            for (Path program : programs) {
                Matcher name = RUN_DIRECTORY.matcher(program.getFileName().toString());
                if (name.matches() && isOwn(program)) {
                    searchProgram(program, Long.parseLong(name.group(1)));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // no program of this user is there
        } catch (IOException | DirectoryIteratorException e) {
            notes.add("skipped " + place + ": " + e);
        }
    }

    private void searchProgram(Path directory, long owner) {
        try (DirectoryStream<Path> boards = Files.newDirectoryStream(directory, BoardLayout.PREFIX + "*")) {
            for (Path board : boards) {
                readBoard(board, owner);
            }
        } catch (NoSuchFileException e) {
            // the program has ended just now
        } catch (IOException | DirectoryIteratorException e) {
            notes.add("skipped " + directory + ": " + e);
        }
    }

    private void readBoard(Path path, long owner) {
        try {
            BoardFile board = BoardFile.read(path);
            if (board.owner() != owner) {
                throw new IOException("it is of process " + board.owner() + ", but in the directory of another");
            }
            if (ProcessStarts.isAlive(board.owner(), board.ownerStart())) {
                add(path, board);
            }
        } catch (NoSuchFileException e) {
            // the pool was closed just now
        } catch (IOException e) {
            notes.add("skipped " + path + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    private void add(Path path, BoardFile board) {
        List<RunningWorker> workers = board.rows().stream()
                .sorted(Comparator.comparingInt(
                                (BoardFile.Row row) -> row.name().length())
                        .thenComparing(BoardFile.Row::name))
                .map(RunningBoards::worker)
                .toList();
        if (board.unread() > 0) {
            notes.add(path + ": " + board.unread() + " rows were being written all the time; is process "
                    + board.owner() + " stopped?");
        }
        if (board.workers() > board.rows().size() + board.unread()
                && board.rows().size() == BoardLayout.MAX_ROWS) {
            notes.add(path + ": " + (board.workers() - board.rows().size()) + " workers more have no row");
        }
        String number = path.getFileName().toString().substring(BoardLayout.PREFIX.length());
        found.add(new Entry(
                new RunningPool(board.owner(), board.program(), board.pool(), board.size(), board.pending(), workers),
                number.matches("[0-9]{1,18}") ? Long.parseLong(number) : 0));
    }

    private static RunningWorker worker(BoardFile.Row row) {
        Optional<ProcessHandle> process = ProcessHandle.of(row.pid()).filter(ProcessHandle::isAlive);
        long resident = process.isEmpty() ? -1 : ResidentMemory.bytes(row.pid());
        boolean busy = row.task() > 0;
        return new RunningWorker(
                row.name(),
                row.pid(),
                process.isEmpty() ? "DEAD" : row.state(),
                busy ? row.task() : -1,
                busy ? row.index() : -1,
                busy ? row.items() : 0,
                row.function(),
                Duration.ofMillis(row.ageMillis()),
                row.running(),
                row.ahead(),
                row.answered(),
                process.flatMap(it -> it.info().totalCpuDuration()).orElse(Duration.ZERO),
                resident);
    }

    /** A directory that somebody else made to look like one of ours is none. */
    private boolean isOwn(Path directory) {
        try {
            return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && (user == null || user.equals(Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)));
        } catch (IOException | UnsupportedOperationException e) { // gone; or no owners here, but then no sharing either
            return false;
        }
    }

    /** Who runs this JVM; null where that is not known: then what can be read is shown. */
    private static @Nullable UserPrincipal user() {
        try {
            Path self = Path.of("/proc/self");
            return Files.isDirectory(self)
                    ? Files.getOwner(self)
                    : self.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
