package dev.cloister.cli.advise.measure;

import java.util.List;
import java.util.stream.Collectors;

/** Finds a class of the user, or says why there is none. */
final class TargetClass {
    private TargetClass() {}

    /**
     * The class; its static initializers have not run.
     *
     * @throws RefusedException if it is not there, or cannot be loaded
     */
    static Class<?> find(String name, ClassPathNames classPath) {
        String binary = name;
        while (true) {
            try {
                return Class.forName(binary, false, ClassLoader.getSystemClassLoader());
            } catch (ClassNotFoundException e) {
                int dot = binary.lastIndexOf('.');
                if (dot < 0) {
                    throw new RefusedException(missing(name, classPath));
                }
                binary = binary.substring(0, dot) + "$" + binary.substring(dot + 1); // Outer.Inner, as in a source
            } catch (LinkageError e) {
                if (!(e instanceof NoClassDefFoundError
                        && e.getMessage() != null
                        && e.getMessage().contains("wrong name"))) {
                    throw new RefusedException("the class " + binary + " cannot be loaded: " + e + "\n" + advice(e)
                            + classPath.searched());
                }
                throw new RefusedException(missing(name, classPath)); // a file system that does not tell cases apart
            }
        }
    }

    private static String advice(LinkageError e) {
        if (e instanceof UnsupportedClassVersionError) {
            return "It was compiled for a newer Java than the one that runs this command, " + Runtime.version() + ".\n";
        }
        return e instanceof NoClassDefFoundError ? "Add the jar with that class to --class-path.\n" : "";
    }

    private static String missing(String name, ClassPathNames classPath) {
        List<String> near = classPath.near(name);
        String similar = near.isEmpty()
                ? ""
                : near.stream().collect(Collectors.joining("\n  ", "\nClasses with a similar name:\n  ", ""));
        return "there is no class " + name + " on the class path\n" + classPath.searched() + similar;
    }
}
