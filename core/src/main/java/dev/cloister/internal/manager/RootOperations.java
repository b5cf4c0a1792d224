package dev.cloister.internal.manager;

import org.jspecify.annotations.Nullable;

/** What can be done with a manager itself. */
public interface RootOperations {
    /**
     * A new object.
     *
     * @param type the name of a registered type
     * @return a proxy
     * @throws IllegalArgumentException if there is no such type
     */
    Object create(String type, @Nullable Object[] arguments) throws Exception;

    /** A new object of the type with this interface; else as {@link #create}. */
    Object createByInterface(String operations, @Nullable Object[] arguments) throws Exception;

    /** The object that was bound to a name; null if there is none. */
    @Nullable
    Object find(String name);

    /** Gives an object a name; it stays until another gets it. */
    void bind(String name, Object object);

    /** Takes a name away; false if there is no such name. */
    boolean unbind(String name);

    /** How many objects there are. */
    int numberOfObjects();

    /** Objects and clients, in words. */
    String debugInfo();

    /** Takes part in an object whose handle has come from elsewhere. */
    Object attach(long object);
}
