import org.jspecify.annotations.NullMarked;

/**
 * Process-based parallelism for the JVM: one {@code Pool} API over threads, virtual threads, worker JVMs and
 * processes x threads.
 */
@NullMarked
module dev.cloister {
    requires java.management;
    requires static java.logging;
    requires static jdk.jfr;
    requires static jdk.management;
    requires static jdk.net;
    requires static org.jspecify;

    exports dev.cloister;
    exports dev.cloister.advice;
    exports dev.cloister.manager;
    exports dev.cloister.process;
    exports dev.cloister.remote;
    exports dev.cloister.shared;

    opens dev.cloister.internal.worker to
            java.logging;
}
