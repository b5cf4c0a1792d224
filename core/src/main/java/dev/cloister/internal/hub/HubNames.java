package dev.cloister.internal.hub;

import dev.cloister.internal.exit.ExitAction;
import dev.cloister.internal.exit.ExitSequence;
import dev.cloister.internal.memory.MappedFile;
import dev.cloister.internal.memory.NamedFile;
import dev.cloister.internal.parent.Guardian;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The named files that the processes of this hub created. The record of them is in the file system: the hub has a directory
 * with one for each process, and there each file that the process created has its second link ({@link NamedFile}). So at
 * every moment it is known whose a file is: when a process ends, the hub removes its files; when this process ends, it
 * removes all, or, if it is killed, the guardian does. Guarded by the hub's lock.
 */
final class HubNames {
    private final HubFiles files;
    private final Path directory = NamedFile.ownLinks(ProcessHandle.current().pid());

    /** Whether there is a directory; it keeps the run directory, and so the guardian, alive. */
    private boolean open;

    /** For the orderly end of this process. Registered once. */
    private @Nullable ExitAction atExit;

    /** How many creations have begun and are not over. */
    private int naming;

    HubNames(HubFiles files) {
        this.files = files;
    }

    /** A process is about to create a named file: where its own link is to be. */
    Path begin(Session session) throws IOException {
        if (!open) {
            open();
        }
        Path own = directory.resolve(Integer.toString(session.participant));
        if (!Files.isDirectory(own)) {
            Files.createDirectory(own, MappedFile.ownerOnly(own, "rwx------"));
        }
        session.naming++;
        naming++;
        return own;
    }

    private void open() throws IOException {
        Path runDirectory = files.acquire();
        try {
            removeAll(); // of a process that had this number before, whose guardian was killed too
            Files.createDirectory(directory, MappedFile.ownerOnly(directory, "rwx------"));
            Guardian.watchNames(runDirectory, directory, NamedFile.prefix());
            atExit();
            open = true;
        } finally {
            if (!open) {
                files.release();
            }
        }
    }

    private void atExit() {
        if (atExit == null) {
            try {
                atExit = ExitSequence.register(ExitSequence.FILES, this::removeAllQuietly);
            } catch (IllegalStateException e) {
                // this process is ending already: the guardian sees to it
            }
        }
    }

    /** A creation is over, well or not, or a name was taken away. */
    void end(Session session, boolean created) {
        if (created) {
            session.naming--;
            naming--;
        }
        closeIfUnused();
    }

    /** A process has ended: its files go. */
    void ended(Session session) {
        naming -= session.naming;
        session.naming = 0;
        if (open) {
            try {
                NamedFile.removeAll(directory.resolve(Integer.toString(session.participant)));
            } catch (IOException e) { // somebody changed the directory's permissions
                System.err.println("cloister: the named files of " + session + " could not be removed: " + e);
            }
            closeIfUnused();
        }
    }

    private void closeIfUnused() {
        if (open && naming == 0 && isEmpty()) {
            open = false;
            removeAllQuietly();
            files.release();
        }
    }

    private boolean isEmpty() {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(directory)) {
            for (Path process : processes) {
                try (DirectoryStream<Path> links = Files.newDirectoryStream(process)) {
                    if (links.iterator().hasNext()) {
                        return false;
                    }
                }
            }
            return true;
        } catch (IOException e) { // it is not there any more
            return true;
        }
    }

    private void removeAllQuietly() {
        try {
            removeAll();
        } catch (IOException e) { // somebody changed the directory's permissions
            System.err.println("cloister: named files could not be removed: " + e);
        }
    }

    private void removeAll() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(directory)) {
            for (Path process : processes) {
                NamedFile.removeAll(process);
            }
        }
        Files.deleteIfExists(directory);
    }
}
