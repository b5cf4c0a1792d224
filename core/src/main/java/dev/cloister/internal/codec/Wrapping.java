package dev.cloister.internal.codec;

/** A function that stands in front of the user's: where classes are looked for and what is shown are those of the user's. */
public interface Wrapping {
    /** The user's function. */
    Object target();

    /** The class of the user's function, wrapped or not. */
    static Class<?> typeOf(Object function) {
        return function instanceof Wrapping wrapping ? typeOf(wrapping.target()) : function.getClass();
    }
}
