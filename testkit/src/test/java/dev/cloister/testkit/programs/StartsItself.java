package dev.cloister.testkit.programs;

import dev.cloister.process.JvmProcess;

/** A main method that starts its own class as a process, with the same arguments. */
public final class StartsItself {
    private StartsItself() {}

    /** Starts itself and prints how that ended. */
    public static void main(String[] args) throws Exception {
        JvmProcess again = JvmProcess.ofMain(StartsItself.class, args).start();
        again.join();
        System.out.println("code " + again.exitCode().orElseThrow());
        System.exit(again.exitCode().orElseThrow());
    }
}
