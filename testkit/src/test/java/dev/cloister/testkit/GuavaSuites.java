package dev.cloister.testkit;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.TestStringSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.features.ListFeature;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.features.SetFeature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestSuite;

/**
 * Guava's tests of collections, for managed ones. Each takes a source of new, empty objects, wherever these live, and returns how many
 * tests have run; the failures of all are thrown together. Sets and queues are tested with handles that have travelled too, which
 * doubles the time; those of maps and lists work the same way.
 */
final class GuavaSuites {
    private GuavaSuites() {}

    /** As a map that keeps the order of its keys and takes no nulls. */
    static int map(String name, Supplier<ConcurrentMap<String, String>> source) {
        return run(ConcurrentMapTestSuiteBuilder.using(new TestStringMapGenerator() {
                    @Override
                    protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                        Map<String, String> map = source.get();
                        for (Map.Entry<String, String> entry : entries) {
                            map.put(entry.getKey(), entry.getValue());
                        }
                        return map;
                    }
                })
                .named(name)
                .withFeatures(features(MapFeature.GENERAL_PURPOSE, CollectionFeature.SUPPORTS_ITERATOR_REMOVE))
                .createTestSuite());
    }

    /** As a list that takes nulls. */
    static int list(String name, Supplier<List<String>> source) {
        return run(ListTestSuiteBuilder.using(new TestStringListGenerator() {
                    @Override
                    protected List<String> create(String[] elements) {
                        List<String> list = source.get();
                        Collections.addAll(list, elements);
                        return list;
                    }
                })
                .named(name)
                .withFeatures(features(
                        ListFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.ALLOWS_NULL_VALUES))
                .createTestSuite());
    }

    /** As a set that keeps the order of its elements and takes no null. */
    static int set(String name, Supplier<Set<String>> source) {
        return run(SetTestSuiteBuilder.using(new TestStringSetGenerator() {
                    @Override
                    protected Set<String> create(String[] elements) {
                        Set<String> set = source.get();
                        Collections.addAll(set, elements);
                        return set;
                    }
                })
                .named(name)
                .withFeatures(features(
                        SetFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.SERIALIZABLE))
                .createTestSuite());
    }

    /** As a queue that takes no null. */
    static int queue(String name, Supplier<Queue<String>> source) {
        return run(QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
                    @Override
                    protected Queue<String> create(String[] elements) {
                        Queue<String> queue = source.get();
                        Collections.addAll(queue, elements);
                        return queue;
                    }
                })
                .named(name)
                .withFeatures(features(
                        CollectionFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.SERIALIZABLE))
                .createTestSuite());
    }

    private static List<Feature<?>> features(Feature<?>... more) {
        List<Feature<?>> all = new ArrayList<>(List.of(CollectionSize.ANY, CollectionFeature.KNOWN_ORDER));
        Collections.addAll(all, more);
        return all;
    }

    private static int run(TestSuite suite) {
        AssertionError failures = new AssertionError();
        int count = run(suite, suite.getName(), failures);
        if (failures.getSuppressed().length > 0) {
            StringBuilder text = new StringBuilder()
                    .append(failures.getSuppressed().length)
                    .append(" of ")
                    .append(count);
            for (Throwable failure : failures.getSuppressed()) {
                text.append('\n').append(failure.getMessage());
            }
            AssertionError all = new AssertionError(text.toString());
            for (Throwable failure : failures.getSuppressed()) {
                all.addSuppressed(failure);
            }
            throw all;
        }
        return count;
    }

    private static int run(TestSuite suite, String path, AssertionError failures) {
        int count = 0;
        for (Test test : Collections.list(suite.tests())) {
            if (test instanceof TestSuite inner) {
                count += run(inner, path + "/" + inner.getName(), failures);
            } else {
                count++;
                run((TestCase) test, path, failures);
            }
        }
        return count;
    }

    private static void run(TestCase test, String path, AssertionError failures) {
        try {
            test.runBare();
        } catch (Throwable t) { // whatever the test throws
            failures.addSuppressed(new AssertionError(path + "/" + test.getName() + ": " + t, t));
        }
    }
}
