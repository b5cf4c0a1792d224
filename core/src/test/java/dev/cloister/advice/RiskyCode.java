package dev.cloister.advice;

import dev.cloister.RemoteFunction;
import java.lang.foreign.Linker;
import java.util.List;

/** Functions that are looked at and never run; not in a package of Cloister's own code, which is not looked at. */
public final class RiskyCode {
    private RiskyCode() {}

    public static int exits(int n) {
        if (n < 0) {
            System.exit(n);
        }
        return n;
    }

    public static int exitsFarAway(int n) {
        return Far.away(n);
    }

    public static int recursive(int n) {
        return n == 0 ? 0 : recursive(n - 1);
    }

    public static native int itself(int n);

    public static int links(int n) {
        return Linker.nativeLinker().hashCode() + n;
    }

    private static final class Far {
        public static int away(int n) {
            Runnable halt = () -> Runtime.getRuntime().halt(n);
            halt.run();
            return n;
        }
    }

    @SuppressWarnings("restricted") // it is never run
    private static final class Loads {
        static {
            System.loadLibrary("nothing");
        }

        public static int value(int n) {
            return n;
        }
    }

    private static final class Named implements RemoteFunction<Integer, Integer> {
        public static final long serialVersionUID = 1;

        @Override
        public Integer apply(Integer n) {
            return exits(n);
        }
    }

    public static RemoteFunction<Integer, Integer> named() {
        return new Named();
    }

    public static RemoteFunction<Integer, Integer> lambda() {
        return n -> exits(n) + 1;
    }

    public static RemoteFunction<Integer, Integer> loading() {
        return n -> Loads.value(n);
    }

    public static RemoteFunction<Integer, Integer> harmless() {
        return n -> n + 1;
    }

    public static RemoteFunction<Integer, Integer> streaming() {
        return n -> List.of(n, 2).stream().mapToInt(i -> i).sum();
    }
}
