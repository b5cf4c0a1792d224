package dev.cloister.internal.manager;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Sums of boxed numbers of the same type; those of fixed size overflow as in Java. */
final class Sums {
    private Sums() {}

    static Number add(@Nullable Object value, @Nullable Object delta) {
        if (value == null || delta == null || value.getClass() != delta.getClass()) {
            throw cannot(value, delta);
        }
        return switch (value) {
            case Integer i -> i + (Integer) delta;
            case Long l -> l + (Long) delta;
            case Double d -> d + (Double) delta;
            case Float f -> f + (Float) delta;
            case Short s -> (short) (s + (Short) delta);
            case Byte b -> (byte) (b + (Byte) delta);
            case BigInteger b -> b.add((BigInteger) delta);
            case BigDecimal b -> b.add((BigDecimal) delta);
            default -> throw cannot(value, delta);
        };
    }

    private static UnsupportedOperationException cannot(@Nullable Object value, @Nullable Object delta) {
        return new UnsupportedOperationException("cannot add " + type(delta) + " to " + type(value)
                + "; both must be numbers of the same type, as Integer or Long");
    }

    private static String type(@Nullable Object value) {
        return value == null ? "null" : "a " + value.getClass().getName();
    }
}
