package dev.cloister.cli.faults;

import dev.cloister.Pool;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A jump of the clock cannot be made without hurting the machine, so the cause is looked for instead: no class of
 * Cloister's core may read the clock that jumps. Then ten tasks run.
 *
 * @param tasks the ten
 */
record WallClock(Scenario tasks) implements Scenario {
    private static final Set<String> READERS = Set.of(
            "java/lang/System.currentTimeMillis",
            "java/time/Instant.now",
            "java/time/LocalDateTime.now",
            "java/time/ZonedDateTime.now",
            "java/time/Clock.systemUTC",
            "java/time/Clock.systemDefaultZone",
            "java/util/Date.<init>",
            "java/util/concurrent/locks/LockSupport.parkUntil");

    @Override
    public Observation observe(Place place) throws Exception {
        List<String> complaints = new ArrayList<>();
        int classes = 0;
        Path origin = origin();
        if (Files.isDirectory(origin)) {
            classes = scan(origin.resolve("dev/cloister"), complaints);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(origin, Map.of())) {
                classes = scan(jar.getPath("dev/cloister"), complaints);
            }
        }
        if (classes == 0) {
            complaints.add("no class of Cloister was found in " + origin);
        }
        Observation seen = tasks.observe(place);
        complaints.addAll(seen.complaints());
        return seen.with(complaints);
    }

    private static Path origin() throws URISyntaxException {
        URI location =
                Pool.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(location);
    }

    /** How many classes there are; complains of those that read the clock. */
    private static int scan(Path root, List<String> complaints) throws IOException {
        int classes = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(WallClock::isCore).toList()) {
                classes++;
                for (PoolEntry entry :
                        ClassFile.of().parse(Files.readAllBytes(file)).constantPool()) {
                    if (entry instanceof MemberRefEntry member) {
                        String name = member.owner().asInternalName() + "."
                                + member.name().stringValue();
                        if (READERS.contains(name)) {
                            complaints.add(file + " uses " + name);
                        }
                    }
                }
            }
        }
        return classes;
    }

    private static boolean isCore(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".class") && !path.contains("dev/cloister/cli/") && !path.contains("dev/cloister/faults/");
    }
}
