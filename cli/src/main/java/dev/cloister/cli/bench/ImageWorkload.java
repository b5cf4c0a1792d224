package dev.cloister.cli.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Images: the two-dimensional Fourier transform of each array in a folder. */
record ImageWorkload(List<Path> files, String shapes) implements Workload {
    /** One file; the path is a text because a {@link Path} does not travel. */
    record TransformImage(String file) implements Task {
        @Override
        public Answer call() throws Exception {
            return Spectrum.of(Npy.read(Path.of(file)));
        }

        @Override
        public Map<String, Object> forPython() {
            return Map.of("kind", "image", "file", file);
        }
    }

    @Override
    public String name() {
        return "images";
    }

    @Override
    public String title() {
        return "Images: 2-D FFT of " + files.size() + " .npy arrays, " + shapes;
    }

    @Override
    public Kind kind() {
        return Kind.COMPUTES;
    }

    @Override
    public List<TransformImage> tasks() {
        return files.stream().map(file -> new TransformImage(file.toString())).toList();
    }

    @Override
    public List<TransformImage> warmUp() {
        return tasks().stream().limit(3).toList();
    }

    @Override
    public boolean needsNumpy() {
        return true;
    }

    @Override
    public List<PythonMode> pythonModes() {
        return List.of(PythonMode.SERIAL, PythonMode.THREADS, PythonMode.POOL, PythonMode.EXECUTOR);
    }
}
