import org.jspecify.annotations.NullMarked;

/** What Cloister's tests share: contracts that every backend keeps, named crash payloads, and a check for leaks. */
@NullMarked
module dev.cloister.testkit {
    requires transitive dev.cloister;
    requires transitive dev.cloister.faults;
    requires java.management;
    requires java.logging;
    requires jdk.jfr;
    requires jdk.management;
    requires static org.jspecify;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;

    exports dev.cloister.testkit;

    opens dev.cloister.testkit to
            org.junit.platform.commons;
}
