package dev.cloister.testkit;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.FeatureSpecificTestSuiteBuilder;
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
import java.util.Collection;
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
        TestStringMapGenerator generator = new TestStringMapGenerator() {
            @Override
            protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                Map<String, String> map = source.get();
                for (Map.Entry<String, String> entry : entries) {
                    map.put(entry.getKey(), entry.getValue());
                }
                return map;
            }
        };
        return run(
                name,
                ConcurrentMapTestSuiteBuilder.using(generator),
                MapFeature.GENERAL_PURPOSE,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE);
    }

    /** As a list that takes nulls. */
    static int list(String name, Supplier<List<String>> source) {
        TestStringListGenerator generator = new TestStringListGenerator() {
            @Override
            protected List<String> create(String[] elements) {
                return filled(source.get(), elements);
            }
        };
        return run(
                name,
                ListTestSuiteBuilder.using(generator),
                ListFeature.GENERAL_PURPOSE,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                CollectionFeature.ALLOWS_NULL_VALUES);
    }

    /** As a set that keeps the order of its elements and takes no null. */
    static int set(String name, Supplier<Set<String>> source) {
        TestStringSetGenerator generator = new TestStringSetGenerator() {
            @Override
            protected Set<String> create(String[] elements) {
                return filled(source.get(), elements);
            }
        };
        return run(
                name,
                SetTestSuiteBuilder.using(generator),
                SetFeature.GENERAL_PURPOSE,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                CollectionFeature.SERIALIZABLE);
    }

    /** As a queue that takes no null. */
    static int queue(String name, Supplier<Queue<String>> source) {
        TestStringQueueGenerator generator = new TestStringQueueGenerator() {
            @Override
            protected Queue<String> create(String[] elements) {
                return filled(source.get(), elements);
            }
        };
        return run(
                name,
                QueueTestSuiteBuilder.using(generator),
                CollectionFeature.GENERAL_PURPOSE,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                CollectionFeature.SERIALIZABLE);
    }

    private static <C extends Collection<String>> C filled(C empty, String[] elements) {
        Collections.addAll(empty, elements);
        return empty;
    }

    private static int run(String name, FeatureSpecificTestSuiteBuilder<?, ?> suite, Feature<?>... more) {
        List<Feature<?>> all = new ArrayList<>(List.of(CollectionSize.ANY, CollectionFeature.KNOWN_ORDER));
        Collections.addAll(all, more);
        return run(suite.named(name).withFeatures(all).createTestSuite());
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
