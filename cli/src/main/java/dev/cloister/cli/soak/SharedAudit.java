package dev.cloister.cli.soak;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Compares what processes noted of their {@link Use} of shared things with what there is in the end. */
final class SharedAudit {
    /** Nobody waits longer for the dead. */
    private static final long MOST_MILLIS = 2_000;

    private final Ledger ledger;
    private final long deaths;
    private final Map<Use, Set<Long>> noted = new EnumMap<>(Use.class);
    private long increments;
    private long longestWait;

    SharedAudit(Ledger ledger, long deaths) {
        this.ledger = ledger;
        this.deaths = deaths;
        for (Use use : Use.values()) {
            noted.put(use, new HashSet<>());
        }
    }

    /**
     * Enters what is wrong; returns what was counted.
     *
     * @param rest the items that were left in the queues
     * @param counter what it says
     */
    Map<String, Long> of(Path folder, Collection<Long> rest, long counter) throws IOException {
        for (LongBuffer log : RecordFile.readAll(folder, Use.PREFIX)) {
            while (log.remaining() >= 2) {
                read(Use.of(log.get()), log.get());
            }
        }
        RecordFile.deleteAll(folder, Use.PREFIX);
        rest.forEach(item -> read(Use.TOOK, item));
        long missing = items();
        if (counter < increments || counter > increments + deaths) {
            ledger.wrong("the counter says " + counter + ", increments were " + increments + ", deaths " + deaths);
        }
        if (longestWait > MOST_MILLIS) {
            ledger.wrong("a survivor waited " + longestWait + " ms; allowed are " + MOST_MILLIS);
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("itemsPut", (long) noted(Use.PUT).size());
        counts.put("itemsTaken", (long) noted(Use.TOOK).size());
        counts.put("itemsTakenByTheDead", missing);
        counts.put("messages", (long) noted(Use.RECEIVED).size());
        counts.put("increments", increments);
        counts.put("longestWaitMillis", longestWait);
        return counts;
    }

    private Set<Long> noted(Use use) {
        return noted.getOrDefault(use, Set.of());
    }

    private void read(Use use, long number) {
        switch (use) {
            case COUNTED -> increments++;
            case WAITED -> longestWait = Math.max(longestWait, number);
            default -> {
                if (!noted(use).add(number)) {
                    ledger.wrong(use + " twice: item " + number);
                }
            }
        }
    }

    /** How many items are missing that were put; the dead may have taken one each. */
    private long items() {
        expectNone("was taken and never put", difference(Use.TOOK, Use.PUTTING));
        expectNone("was taken although its put was refused", intersection(Use.TOOK, Use.REFUSED));
        expectNone("was received and never sent", difference(Use.RECEIVED, Use.SENDING));
        Set<Long> missing = difference(Use.PUT, Use.TOOK);
        if (missing.size() > deaths) {
            ledger.wrong(missing.size() + " items were lost; the " + deaths + " dead may have taken one each");
        }
        return missing.size();
    }

    private void expectNone(String what, Set<Long> items) {
        if (!items.isEmpty()) {
            ledger.wrong("item " + items.iterator().next() + " " + what + ", and " + (items.size() - 1) + " others");
        }
    }

    private Set<Long> difference(Use of, Use without) {
        Set<Long> items = new HashSet<>(noted(of));
        items.removeAll(noted(without));
        return items;
    }

    private Set<Long> intersection(Use one, Use other) {
        Set<Long> items = new HashSet<>(noted(one));
        items.retainAll(noted(other));
        return items;
    }
}
