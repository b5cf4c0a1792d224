package dev.cloister.cli.top;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A program with two busy pools: {@code alpha} runs one named task and one of a map, {@code beta} two in one worker. */
public final class BusyPools {
    private BusyPools() {}

    /** Argument: a directory where each task leaves a file when it begins. */
    public static void main(String[] args) throws Exception {
        try (Pool alpha = Pool.open(PoolOptions.ofProcesses(2).withName("alpha"));
                Pool beta = Pool.open(PoolOptions.of(Backend.processes(1, 2)).withName("beta"))) {
            alpha.submit(new Endless(args[0], "alpha"));
            var results = alpha.mapAsync(new EndlessInput(args[0]), List.of("mapped"));
            beta.submit(new Endless(args[0], "beta-1"));
            beta.submit(new Endless(args[0], "beta-2"));
            beta.submit(new Endless(args[0], "beta-3"));
            System.out.println(results.get());
        }
    }

    /** A task that does not end. */
    record Endless(String directory, String name) implements RemoteCallable<String> {
        @Override
        public String call() throws Exception {
            Files.createFile(Path.of(directory, name));
            new CountDownLatch(1).await();
            return name;
        }
    }

    /** The same of a map. */
    record EndlessInput(String directory) implements RemoteFunction<String, String> {
        @Override
        public String apply(String name) throws Exception {
            return new Endless(directory, name).call();
        }
    }
}
