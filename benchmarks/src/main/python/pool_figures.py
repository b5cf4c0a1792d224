"""CPython's figures for the work of PoolFigures.java."""
import multiprocessing
import os
import signal
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def square(x):
    return x * x


def answer():
    return 42


def report(name, unit, runs, measure):
    values = [measure() for _ in range(runs)]
    print(f"{name:45} {statistics.median(values):12.1f} {unit:6} (first {values[0]:.1f}, least {min(values):.1f},"
          f" most {max(values):.1f})", flush=True)


def open_to_first_result(method):
    start = time.perf_counter()
    pool = multiprocessing.get_context(method).Pool(2)
    pool.apply(answer)
    millis = (time.perf_counter() - start) * 1e3
    pool.close()
    pool.join()
    return millis


def kill_to_exception():
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as executor:
        future = executor.submit(time.sleep, 30)
        while not future.running():
            pass
        executor.submit(answer)
        pid = next(iter(executor._processes))
        start = time.perf_counter()
        os.kill(pid, signal.SIGKILL)
        try:
            future.result(timeout=10)
        except BrokenProcessPool:
            pass
        return (time.perf_counter() - start) * 1e3


def round_trip(submit):
    nanos = []
    for i in range(2000):
        start = time.perf_counter_ns()
        submit(i)
        nanos.append(time.perf_counter_ns() - start)
    return statistics.median(nanos) / 1e3


def main():
    print("CPython", sys.version.split()[0])
    for method in ("spawn", "fork"):
        report(f"Pool(2), {method}: opened to first result", "ms", 9, lambda: open_to_first_result(method))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        inputs = range(100_000)

        def map_rate():
            start = time.perf_counter()
            pool.map(square, inputs, chunksize=1)
            return len(inputs) / (time.perf_counter() - start)

        report("Pool.map of 100,000 tiny tasks, chunksize 1", "task/s", 3, map_rate)
        million = range(1_000_000)

        def default_chunk_rate():
            start = time.perf_counter()
            pool.map(square, million)
            return len(million) / (time.perf_counter() - start)

        report("Pool.map of 1,000,000 tiny tasks, its chunk", "task/s", 7, default_chunk_rate)
        report("Pool.apply_async to result, p50 of 2,000", "us", 5,
               lambda: round_trip(lambda i: pool.apply_async(square, (i,)).get()))
    with ProcessPoolExecutor(2) as executor:
        executor.submit(answer).result()
        report("ProcessPoolExecutor.submit to result, p50", "us", 5,
               lambda: round_trip(lambda i: executor.submit(square, i).result()))
    report("ProcessPoolExecutor: kill -9 to exception", "ms", 11, kill_to_exception)


if __name__ == "__main__":
    main()
