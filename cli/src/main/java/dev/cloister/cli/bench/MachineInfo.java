package dev.cloister.cli.bench;

import dev.cloister.UsableCpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the figures come from.
 *
 * @param cpus processors that this JVM may use
 * @param cpusReason why so many
 * @param processor its model; empty if unknown
 * @param jdk version and vendor
 * @param system name, version and architecture
 * @param loadAverage of the last minute, before the start; NaN if unknown
 * @param busy share of the processors that others used before the start, 0 to 1; NaN if unknown
 */
public record MachineInfo(
        int cpus, String cpusReason, String processor, String jdk, String system, double loadAverage, double busy) {
    private static final long SAMPLE_MILLIS = 300;
    private static final double TOO_BUSY = 0.25;
    private static final double TOO_MUCH_STOLEN = 0.05;

    /** Looks at the machine for a moment; this JVM must be quiet meanwhile. */
    public static MachineInfo look() throws InterruptedException {
        double load = loadAverageNow();
        Optional<CpuTimes> before = CpuTimes.read();
        Thread.sleep(SAMPLE_MILLIS);
        double busy = before.flatMap(b -> CpuTimes.read().map(now -> now.busySince(b)))
                .orElse(Double.NaN);
        UsableCpus cpus = UsableCpus.current();
        String jdk = Runtime.version() + " (" + System.getProperty("java.vendor", "unknown vendor") + ")";
        String system = String.join(
                " ", System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("os.arch"));
        return new MachineInfo(cpus.count(), cpus.reason(), processorModel(), jdk, system, load, busy);
    }

    /** Why the figures may mean nothing. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (busy > TOO_BUSY) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "others used %.0f%% of the processors before the start: the machine is too busy for the figures to"
                            + " mean much",
                    100 * busy));
        }
        if (loadAverage > cpus) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the load average was %.2f on %d processors before the start: if that work still runs, the figures"
                            + " mean little",
                    loadAverage,
                    cpus));
        }
        return warnings;
    }

    /** These facts for a JSON file, with the warnings of a run. What is not known is left out. */
    public Map<String, Object> toJson(List<String> allWarnings) {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpus", cpus);
        machine.put("cpusReason", cpusReason);
        machine.put("processor", processor);
        machine.put("jdk", jdk);
        machine.put("system", system);
        if (!Double.isNaN(loadAverage)) {
            machine.put("loadAverage", loadAverage);
        }
        if (!Double.isNaN(busy)) {
            machine.put("busy", busy);
        }
        machine.put("warnings", allWarnings);
        return machine;
    }

    /** The start of a run, for {@link #warningsSince}. */
    record Start(Optional<CpuTimes> times, Optional<Long> own) {
        static Start now() {
            return new Start(CpuTimes.read(), CpuTimes.own());
        }
    }

    /** Warnings if others took much of the time since {@code start}; all processes of the run must have ended. */
    static List<String> warningsSince(Start start) {
        List<String> warnings = new ArrayList<>();
        Start end = Start.now();
        if (start.times.isPresent() && end.times.isPresent() && start.own.isPresent() && end.own.isPresent()) {
            CpuTimes before = start.times.get();
            CpuTimes after = end.times.get();
            double others = after.othersSince(before, end.own.get() - start.own.get());
            if (others > TOO_BUSY) {
                warnings.add(warning("other programs used %.0f%% of the processors during the run", others));
            }
            double stolen = after.stolenSince(before);
            if (stolen > TOO_MUCH_STOLEN) {
                warnings.add(warning("other virtual machines took %.0f%% of the processors during the run", stolen));
            }
        }
        return warnings;
    }

    private static String warning(String what, double share) {
        return String.format(Locale.ROOT, what, 100 * share) + ": the figures mean little, run again";
    }

    /** Of the last minute; NaN if unknown. */
    static double loadAverageNow() {
        return firstLine("/proc/loadavg", "")
                .map(line -> Double.parseDouble(line.split(" ", 2)[0]))
                .orElse(Double.NaN);
    }

    private static String processorModel() {
        return firstLine("/proc/cpuinfo", "model name")
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("");
    }

    private static Optional<String> firstLine(String file, String start) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(start)).findFirst();
        } catch (IOException e) { // not Linux
            return Optional.empty();
        }
    }
}
