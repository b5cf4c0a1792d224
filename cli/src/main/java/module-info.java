import org.jspecify.annotations.NullMarked;

/** The command line. */
@NullMarked
module dev.cloister.cli {
    requires dev.cloister;
    requires dev.cloister.faults;
    requires info.picocli;
    requires java.net.http;
    requires jdk.httpserver;
    requires tools.jackson.databind;
    requires JTransforms;
    requires JLargeArrays;
    requires static org.jspecify;

    opens dev.cloister.cli to
            info.picocli;
    opens dev.cloister.cli.advise to
            info.picocli;
    opens dev.cloister.cli.bench to
            info.picocli;
    opens dev.cloister.cli.doctor to
            info.picocli;
    opens dev.cloister.cli.ipc to
            info.picocli;
    opens dev.cloister.cli.top to
            info.picocli;
    opens dev.cloister.cli.soak to
            info.picocli;
    opens dev.cloister.cli.faults to
            info.picocli,
            tools.jackson.databind;
}
