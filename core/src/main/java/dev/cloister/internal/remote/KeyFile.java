package dev.cloister.internal.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/** Keys in files: hexadecimal digits, readable by their owner only. */
public final class KeyFile {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final int MAX_BYTES = 8192;

    private KeyFile() {}

    /** Writes a new file. */
    public static void write(Path file, byte[] key) throws IOException {
        byte[] text = (HexFormat.of().formatHex(key) + '\n').getBytes(StandardCharsets.US_ASCII);
        if (isPosix(file)) {
            Path _ = Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
        } else {
            Path _ = Files.createFile(file);
        }
        Path _ = Files.write(file, text, StandardOpenOption.WRITE);
    }

    /** Reads one. */
    public static byte[] read(Path file) throws IOException {
        if (isPosix(file)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ)) {
                throw new IOException("the key in " + file + " is no secret: other users can read it ("
                        + PosixFilePermissions.toString(permissions) + "); make a new one, or chmod 600 " + file);
            }
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " holds no key: it has " + Files.size(file) + " bytes");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) { // its text would show what is in the file
            throw new IOException(file + " holds no key: it must have hexadecimal digits only, an even number of them");
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
