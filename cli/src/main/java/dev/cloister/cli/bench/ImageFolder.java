package dev.cloister.cli.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The checked {@code .npy} files of a folder.
 *
 * @param files in the order of their names
 * @param shapes their shapes, for people
 */
record ImageFolder(List<Path> files, String shapes) {
    /**
     * The images of a user's folder.
     *
     * @throws IOException with a message for the user if it has none, or one that cannot be used
     */
    static ImageFolder open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.npy")) {
            stream.forEach(file -> files.add(file.toAbsolutePath()));
        }
        if (files.isEmpty()) {
            throw new IOException(folder + " has no .npy files; save some with numpy.save(file, array)");
        }
        Collections.sort(files);
        return check(files);
    }

    /** Makes {@code count} square images, the same every time. */
    static ImageFolder make(Path folder, int count, int side) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] values =
                    new SplittableRandom(i).doubles((long) side * side).toArray();
            Path file = folder.resolve("image-" + i + ".npy");
            Npy.write(file, new Npy(side, side, values));
            files.add(file);
        }
        return check(files);
    }

    private static ImageFolder check(List<Path> files) throws IOException {
        var shapes = new TreeSet<String>();
        for (Path file : files) {
            NpyHeader header = Npy.check(file);
            shapes.add(header.rows() + " x " + header.columns());
        }
        String text = shapes.size() > 3 ? shapes.size() + " shapes" : String.join(", ", shapes);
        return new ImageFolder(List.copyOf(files), text);
    }
}
