package dev.cloister.internal.os;

/** What this JVM was started to run. */
public final class ProgramName {
    private ProgramName() {}

    /** The main class, or the jar, module or source file without its folder; without arguments, which may be secret. */
    public static String current() {
        String command = System.getProperty("sun.java.command", "").strip();
        int end = command.indexOf(' ');
        String main = end < 0 ? command : command.substring(0, end);
        return main.substring(main.lastIndexOf('/') + 1);
    }
}
