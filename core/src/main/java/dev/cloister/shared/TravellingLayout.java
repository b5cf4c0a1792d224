package dev.cloister.shared;

import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MemoryLayout} that can be serialized.
 *
 * @param what the kind of layout; for a value, its Java type's descriptor
 * @param name its name, if it has one
 * @param alignment in bytes
 * @param size the size in bytes of padding, the count of a sequence; else 0
 * @param bigEndian for values
 * @param parts the members of a group, the one element of a sequence
 */
record TravellingLayout(
        char what, @Nullable String name, long alignment, long size, boolean bigEndian, List<TravellingLayout> parts)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private static final char PADDING = 'x';
    private static final char SEQUENCE = '[';
    private static final char STRUCT = '{';
    private static final char UNION = '|';

    static TravellingLayout of(MemoryLayout layout) {
        return switch (layout) {
            case PaddingLayout padding -> of(layout, PADDING, padding.byteSize(), false, List.of());
            case SequenceLayout sequence ->
                of(layout, SEQUENCE, sequence.elementCount(), false, List.of(of(sequence.elementLayout())));
            case GroupLayout group ->
                of(layout, group instanceof StructLayout ? STRUCT : UNION, 0, false, members(group));
            case AddressLayout _ ->
                throw new IllegalArgumentException(
                        "a shared struct cannot have addresses, which mean nothing in another process: " + layout);
            case ValueLayout value ->
                of(
                        layout,
                        value.carrier().descriptorString().charAt(0),
                        0,
                        value.order() == ByteOrder.BIG_ENDIAN,
                        List.of());
        };
    }

    private static TravellingLayout of(
            MemoryLayout layout, char what, long size, boolean bigEndian, List<TravellingLayout> parts) {
        return new TravellingLayout(what, layout.name().orElse(null), layout.byteAlignment(), size, bigEndian, parts);
    }

    private static List<TravellingLayout> members(GroupLayout group) {
        List<TravellingLayout> members = new ArrayList<>();
        for (MemoryLayout member : group.memberLayouts()) {
            members.add(of(member));
        }
        return members;
    }

    MemoryLayout toLayout() {
        MemoryLayout layout = unnamed().withByteAlignment(alignment);
        return name == null ? layout : layout.withName(name);
    }

    private MemoryLayout unnamed() {
        return switch (what) {
            case PADDING -> MemoryLayout.paddingLayout(size);
            case SEQUENCE -> MemoryLayout.sequenceLayout(size, parts.getFirst().toLayout());
            case STRUCT -> MemoryLayout.structLayout(layouts());
            case UNION -> MemoryLayout.unionLayout(layouts());
            default -> value().withOrder(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        };
    }

    private MemoryLayout[] layouts() {
        return parts.stream().map(TravellingLayout::toLayout).toArray(MemoryLayout[]::new);
    }

    private ValueLayout value() {
        return switch (what) {
            case 'B' -> ValueLayout.JAVA_BYTE;
            case 'Z' -> ValueLayout.JAVA_BOOLEAN;
            case 'C' -> ValueLayout.JAVA_CHAR;
            case 'S' -> ValueLayout.JAVA_SHORT;
            case 'I' -> ValueLayout.JAVA_INT;
            case 'J' -> ValueLayout.JAVA_LONG;
            case 'F' -> ValueLayout.JAVA_FLOAT;
            case 'D' -> ValueLayout.JAVA_DOUBLE;
            default -> throw new IllegalArgumentException("no value has type " + what);
        };
    }
}
