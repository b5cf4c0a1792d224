import org.jspecify.annotations.NullMarked;

/** Named faults: tasks and values that do one bad thing each, for tests and for {@code cloister bench faults}. */
@NullMarked
module dev.cloister.faults {
    requires transitive dev.cloister;
    requires static org.jspecify;

    exports dev.cloister.faults;
}
