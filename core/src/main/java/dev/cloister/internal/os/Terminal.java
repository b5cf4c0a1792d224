package dev.cloister.internal.os;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The terminal behind standard error, and the one line of it that is rewritten. Several may want to write that line: the first
 * has it until it ends. Thread-safe.
 */
public final class Terminal {
    private static final String ERASE = "\r\u001b[K";

    /** Without it a line that is longer than the terminal is wide would fill a second one. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";
    private static final int USUAL_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 20;
    private static final int MOST_COLUMNS = 500;

    private static final ReentrantLock LOCK = new ReentrantLock();

    /** Who has the line; null if nobody does. Written under the lock. */
    private static volatile @Nullable Object owner;

    /** Whether the line is to be seen. Written under the lock. */
    private static volatile boolean drawn;

    private Terminal() {}

    /**
     * Whether standard error is a terminal that can rewrite a line. Where the system does not tell it of standard error, it is taken for
     * one if standard input and output are.
     */
    @SuppressWarnings("SystemConsoleNull") // depends on the JDK
    public static boolean isStandardError() {
        String type = System.getenv("TERM");
        if (type == null || type.equals("dumb")) {
            return false;
        }
        Path descriptor = Path.of("/proc/self/fd/2");
        if (Files.isSymbolicLink(descriptor)) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                return target.startsWith("/dev/pts/")
                        || target.startsWith("/dev/tty")
                        || target.startsWith("/dev/console");
            } catch (IOException e) { // closed meanwhile
                return false;
            }
        }
        if (Files.isDirectory(Path.of("/proc/self/fd"))) { // standard error is closed
            return false;
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** How wide it is, as far as its environment tells; 80 if it does not. */
    public static int columns() {
        return columns(System.getenv("COLUMNS"));
    }

    static int columns(@Nullable String text) {
        try {
            return text == null
                    ? USUAL_COLUMNS
                    : Math.clamp(Integer.parseInt(text.strip()), FEWEST_COLUMNS, MOST_COLUMNS);
        } catch (NumberFormatException e) {
            return USUAL_COLUMNS;
        }
    }

    /** Shows this text in the line, unless somebody else has it. */
    public static void draw(Object who, String text) {
        LOCK.lock();
        try {
            if (owner == null || who.equals(owner)) {
                owner = who;
                drawn = true;
                write("\r" + NO_WRAP + text + "\u001b[K" + WRAP);
            }
        } finally {
            LOCK.unlock();
        }
    }

    /** Gives the line up, and leaves this text behind in it; nothing if it is empty. */
    public static void leave(Object who, String text) {
        LOCK.lock();
        try {
            boolean own = who.equals(owner);
            if (drawn && (own || !text.isEmpty())) {
                drawn = false;
                write(ERASE);
            }
            if (!text.isEmpty()) {
                write(NO_WRAP + text + WRAP + "\n");
            }
            if (own) {
                owner = null;
            }
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Something else is about to be printed: takes the line away; it comes back when it is drawn next. Next to nothing while there is
     * none, and does not wait while it is drawn.
     */
    public static void makeRoom() {
        if (drawn && LOCK.tryLock()) {
            try {
                if (drawn) {
                    drawn = false;
                    write(ERASE);
                }
            } finally {
                LOCK.unlock();
            }
        }
    }

    /** In one piece, and not by {@link System#err}, which may lead elsewhere. */
    private static void write(String text) {
        try {
            Stream.ERR.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) { // the terminal is gone
            drawn = false;
        }
    }

    /** Opened when something is drawn first. */
    private static final class Stream {
        static final OutputStream ERR = new FileOutputStream(FileDescriptor.err);
    }
}
