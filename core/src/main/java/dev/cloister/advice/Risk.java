package dev.cloister.advice;

/**
 * Something about a task that can hurt the JVM that runs it.
 *
 * {@snippet :
 * var risk = new dev.cloister.advice.Risk(dev.cloister.advice.Risk.Kind.EXITS, "com.acme.Ocr.extract calls System.exit");
 * System.out.println(risk.kind() + ": " + risk.evidence());
 * }
 *
 * @param kind what it is
 * @param evidence where it was seen, for people
 */
public record Risk(Kind kind, String evidence) {
    /** What can hurt. */
    public enum Kind {
        /** Its code calls native code of its own: a library, a foreign function. */
        NATIVE_CODE,
        /** Its code calls {@code System.exit} or {@code Runtime.halt}, or a run did. */
        EXITS,
        /** A run crashed its process. */
        CRASHED,
        /** A run was out of memory. */
        OUT_OF_MEMORY
    }
}
