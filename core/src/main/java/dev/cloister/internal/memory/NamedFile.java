package dev.cloister.internal.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file of shared memory that processes find by a name: {@code cloister-USER.NAME}, where the name is encoded, in
 * {@code /dev/shm} if that can be written and else in the directory for temporary files. Who creates it has a second link to
 * the same file, in a directory that goes when the process ends: so whoever tidies up after the process knows which names are
 * its, and does not take one that somebody else has given to another file since.
 */
public final class NamedFile {
    /** Longer ones are refused, counted when they are encoded; file systems allow 255 bytes with the beginning. */
    public static final int MAX_ENCODED = 200;

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    private static final String HEX = "0123456789ABCDEF";
    private static final Path BASE = base();
    private static final String USER = user();

    private NamedFile() {}

    private static Path base() {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? memory
                : Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
    }

    /** The number of this process's user; where there is none, the name. */
    private static String user() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return encode(System.getProperty("user.name", "unknown"));
        }
    }

    /** What all names of this user begin with, with the directory: the file of a name is this and the encoded name. */
    public static String prefix() {
        return BASE.resolve("cloister-" + USER + ".").toString();
    }

    /** Where the process with this number, a program's first, and those below it keep their own links. */
    public static Path ownLinks(long pid) {
        return BASE.resolve("cloister-" + pid + "-names");
    }

    /**
     * The file that has this name.
     *
     * @throws IllegalArgumentException if it cannot be a name
     */
    public static Path path(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of a segment of shared memory must not be empty");
        }
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the name of a segment of shared memory must not have a NUL character: "
                    + name.replace("\0", "\\0"));
        }
        String encoded = encode(name);
        if (encoded.length() > MAX_ENCODED) {
            throw new IllegalArgumentException("the name of a segment of shared memory is too long: " + encoded.length()
                    + " characters, " + MAX_ENCODED
                    + " are allowed (three for each byte of UTF-8 that is no letter, digit, '.', '_' or '-'): " + name);
        }
        return Path.of(prefix() + encoded);
    }

    /** Letters, digits and some signs stay; of all else the bytes, in hexadecimal. */
    private static String encode(String name) {
        StringBuilder encoded = new StringBuilder(name.length());
        ByteBuffer bytes = utf8(name);
        while (bytes.hasRemaining()) {
            int b = bytes.get() & 0xFF;
            if (PLAIN.indexOf(b) >= 0
                    || (b == '.' && !encoded.isEmpty())) { // the guardian's shell does not see what begins with a dot
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0xF));
            }
        }
        return encoded.toString();
    }

    private static ByteBuffer utf8(String name) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(name));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the name of a segment of shared memory has half of a character pair: " + name, e);
        }
    }

    /**
     * Makes a file of zeros with this name. It has the name when it is whole; nothing is left if this fails. One at a time in a
     * process: two threads that make the same name would use the same own link.
     *
     * @param ownLinks the directory for the link that names this process as the file's creator
     * @throws FileAlreadyExistsException if a file has that name
     * @throws OutOfSharedMemory if there is not so much space
     */
    public static synchronized MappedFile create(Path ownLinks, Path path, long bytes) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Path own = ownLinks.resolve(encodedName(path));
        Files.deleteIfExists(own); // of a file of that name whose name was taken away by a program that is not ours
        MappedFile file = MappedFile.create(own, bytes);
        try {
            Files.createLink(path, own);
            return file;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            Files.deleteIfExists(own);
            throw e;
        }
    }

    /** The file's own name without what all begin with. */
    private static String encodedName(Path path) {
        return path.toString().substring(prefix().length());
    }

    /**
     * Names the file itself, whatever names it has; empty where the system does not tell.
     *
     * @throws NoSuchFileException if it is not there
     * @throws FileSystemException if it is not a file of this user
     */
    public static String key(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, "is no file of shared memory");
        }
        requireOwn(path);
        Object key = attributes.fileKey();
        return key == null ? "" : key.toString();
    }

    private static void requireOwn(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            String owner = String.valueOf(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
            if (!owner.equals(USER) && USER.chars().allMatch(Character::isDigit)) {
                throw new FileSystemException(
                        path.toString(), null, "belongs to user " + owner + ", and this process to user " + USER);
            }
        }
    }

    /** Whether the name belongs to the file with this key. */
    public static boolean isNamed(Path path, String key) {
        try {
            return key(path).equals(key);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Takes the name from the file with this key, and its creator's own link: its memory is free when nobody has it mapped.
     *
     * @throws NoSuchFileException if it does not have the name any more
     */
    public static void unlink(Path path, String key) throws IOException {
        if (!isNamed(path, key)) {
            throw new NoSuchFileException(path.toString());
        }
        removeOwnLink(path, key);
        Files.delete(path);
    }

    private static void removeOwnLink(Path path, String key) throws IOException {
        try (DirectoryStream<Path> programs = Files.newDirectoryStream(BASE, "cloister-*-names")) {
            for (Path program : programs) {
                Path own = in(program, encodedName(path), key);
                if (own != null) {
                    Files.deleteIfExists(own);
                    return;
                }
            }
        }
    }

    private static @Nullable Path in(Path program, String encodedName, String key) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(program)) {
            for (Path process : processes) {
                Path own = process.resolve(encodedName);
                if (isNamed(own, key)) {
                    return own;
                }
            }
        } catch (IOException e) { // another user's, or gone meanwhile
            return null;
        }
        return null;
    }

    /** Removes what a process that has ended created: the names that still belong to its files, and its links. */
    public static void removeAll(Path ownLinks) throws IOException {
        if (!Files.isDirectory(ownLinks)) {
            return;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(ownLinks)) {
            for (Path own : links) {
                Path path = Path.of(prefix() + own.getFileName());
                if (isNamed(path, key(own))) {
                    Files.deleteIfExists(path);
                }
                Files.deleteIfExists(own);
            }
        }
        Files.deleteIfExists(ownLinks);
    }
}
