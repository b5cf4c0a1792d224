package dev.cloister.cli.bench;

import org.jtransforms.fft.DoubleFFT_2D;
import org.visnow.jlargearrays.ConcurrencyUtils;

/** A two-dimensional Fourier transform, boiled down to numbers that can be compared. */
final class Spectrum {
    /** Which coefficients are compared, as fractions (numerators over {@link #PARTS}) of the rows and columns. */
    private static final int[][] SAMPLES = {{0, 0}, {0, 1}, {1, 0}, {30, 30}, {59, 59}, {20, 12}, {7, 43}};

    private static final int PARTS = 60;

    private Spectrum() {}

    /**
     * The answer for one image: its shape; the energy of its spectrum, the ratio of that to the energy of the image (1 by
     * Parseval's theorem), and some coefficients over the root mean square of all.
     */
    static Answer of(Npy image) {
        double[] spectrum = transform(image);
        double energy = energy(spectrum);
        int size = image.rows() * image.columns();
        double rms = energy > 0 ? Math.sqrt(energy / size) : 1;
        double[] numbers = new double[2 + 2 * SAMPLES.length];
        numbers[0] = energy;
        numbers[1] = energy > 0 ? energy / (size * energy(image.values())) : 1;
        for (int i = 0; i < SAMPLES.length; i++) {
            int at = at(image, SAMPLES[i]);
            numbers[2 + 2 * i] = spectrum[2 * at] / rms;
            numbers[3 + 2 * i] = spectrum[2 * at + 1] / rms;
        }
        return new Answer(image.rows() + " x " + image.columns(), numbers);
    }

    /** Real and imaginary parts in turn, row by row. */
    static double[] transform(Npy image) {
        ConcurrencyUtils.setNumberOfThreads(1); // the pool brings the parallelism; else "serial" would not be serial
        double[] values = new double[2 * image.rows() * image.columns()];
        System.arraycopy(image.values(), 0, values, 0, image.rows() * image.columns());
        new DoubleFFT_2D(image.rows(), image.columns()).realForwardFull(values);
        return values;
    }

    private static int at(Npy image, int[] sample) {
        int row = sample[0] * image.rows() / PARTS;
        int column = sample[1] * image.columns() / PARTS;
        return row * image.columns() + column;
    }

    private static double energy(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
