package dev.cloister.manager;

import dev.cloister.internal.manager.ManagedType;
import dev.cloister.internal.manager.MapOperations;
import dev.cloister.internal.manager.MapServant;
import java.util.List;

/** The types that every manager has, and what users see of them in place of their operations. */
final class StandardTypes {
    static final String MAP = "map";

    static final List<ManagedType> ALL = List.of(new ManagedType(MAP, MapOperations.class, _ -> new MapServant<>()));

    private StandardTypes() {}

    /** What users see of these operations: the operations themselves if the type is a user's. */
    static Object wrap(Object operations) {
        return switch (operations) {
            case MapOperations<?, ?> map -> new ManagedMap<>(map);
            default -> operations;
        };
    }

    /** The operations behind what users see. */
    static Object unwrap(Object managed) {
        return switch (managed) {
            case ManagedMap<?, ?> map -> map.operations;
            default -> managed;
        };
    }
}
