"""CPython's side of `cloister bench`: one process per mode, told what to do by JSON lines on standard input.

{"op": "open", "mode": ..., "workers": n, "threads": n, "batch": n, "warmup": [task, ...]}  ->  {"ok": true}
{"op": "run", "tasks": [task, ...]}       ->  {"seconds": s, "answers": [{"text": t, "numbers": [...]}, ...]}
{"op": "costs", "quick": bool}            ->  {"costs": [{"measure": m, "unit": u, "value": v}, ...]}
{"op": "crash", "mode": ..., "workers": n}  ->  {"survivors": n, "lost": text}
An error gives {"error": text}. The process ends at the end of its input. For CPython 3.8 and newer.
"""
import json
import multiprocessing
import os
import statistics
import sys
import threading
import time
import zlib
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

CRASH_TASKS = 10
CRASH_INDEX = 4
NAP = 0.06
LIMIT = 2.0  # seconds for one cost; less in a quick run


# --- the work -------------------------------------------------------------------------------------------------------

def answer(text, numbers=()):
    return {"text": text, "numbers": [number(value) for value in numbers]}


def number(value):
    """JSON has no NaN and no infinities: they go as texts that Java can read."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def sum_of_squares(below):
    return sum(i * i for i in range(below))


def cpu(task):
    return answer(str(sum_of_squares(task["below"])))


def wait(task):
    time.sleep(task["millis"] / 1000)
    return answer(str(task["index"]))


_local = threading.local()


def get(url):
    """The body of a page, over a connection that the thread keeps."""
    from http.client import HTTPConnection, HTTPException
    from urllib.parse import urlsplit
    parts = urlsplit(url)
    for attempt in range(2):
        connection = getattr(_local, "connection", None)
        if connection is None or _local.server != parts.netloc:
            connection = _local.connection = HTTPConnection(parts.netloc, timeout=20)
            _local.server = parts.netloc
        try:
            connection.request("GET", parts.path)
            response = connection.getresponse()
            body = response.read()
            if response.status != 200:
                raise RuntimeError("status %d for %s" % (response.status, url))
            return body
        except (HTTPException, OSError):  # a kept connection may have been closed meanwhile
            connection.close()
            if attempt:
                raise


def describe(page):
    return "%d bytes, crc32 %08x" % (len(page), zlib.crc32(page) & 0xFFFFFFFF)


def fetch(task):
    return answer(describe(get(task["url"])))


def mixed(task):
    page = describe(get(task["url"]))
    return answer(page + ", sum " + str(sum_of_squares(task["below"])))


def image(task):
    import numpy
    pixels = numpy.load(task["file"]).astype(numpy.float64)
    spectrum = numpy.fft.fft2(pixels)
    energy = float((spectrum.real ** 2 + spectrum.imag ** 2).sum())
    rms = (energy / pixels.size) ** 0.5 if energy > 0 else 1.0
    numbers = [energy, energy / (pixels.size * float((pixels ** 2).sum())) if energy > 0 else 1.0]
    rows, columns = pixels.shape
    for row, column in ((0, 0), (0, 1), (1, 0), (30, 30), (59, 59), (20, 12), (7, 43)):  # as in Spectrum.java
        value = spectrum[row * rows // 60, column * columns // 60]
        numbers += [float(value.real) / rms, float(value.imag) / rms]
    return answer("%d x %d" % (rows, columns), numbers)


WORK = {"cpu": cpu, "wait": wait, "fetch": fetch, "mixed": mixed, "image": image}


def work(task):
    return WORK[task["kind"]](task)


_threads = None


def work_in_threads(job):
    """A batch of tasks on the threads of this worker process."""
    global _threads
    threads, tasks = job
    if _threads is None:
        _threads = ThreadPoolExecutor(threads)
    return list(_threads.map(work, tasks))


def nap(seconds):
    time.sleep(seconds)


# --- the modes ------------------------------------------------------------------------------------------------------

def batches(tasks, size):
    return [tasks[i:i + size] for i in range(0, len(tasks), size)]


def open_serial(spec):
    return lambda tasks: [work(task) for task in tasks]


def open_threads(spec):
    executor = ThreadPoolExecutor(spec["threads"])
    list(executor.map(nap, [0.02] * spec["threads"]))
    return lambda tasks: list(executor.map(work, tasks))


def open_pool(spec):
    pool = multiprocessing.Pool(spec["workers"])
    pool.map(nap, [0.02] * spec["workers"], chunksize=1)
    return lambda tasks: pool.map(work, tasks, chunksize=1)


def open_executor(spec):
    executor = ProcessPoolExecutor(spec["workers"])
    list(executor.map(nap, [0.02] * spec["workers"]))
    return lambda tasks: list(executor.map(work, tasks, chunksize=1))


def open_pool_x_threads(spec):
    pool = multiprocessing.Pool(spec["workers"])
    pool.map(nap, [0.02] * spec["workers"], chunksize=1)

    def run(tasks):
        jobs = [(spec["threads"], batch) for batch in batches(tasks, spec["batch"])]
        return [one for batch in pool.map(work_in_threads, jobs, chunksize=1) for one in batch]
    return run


def open_asyncio(spec):
    import asyncio

    async def wait_async(task):
        await asyncio.sleep(task["millis"] / 1000)
        return answer(str(task["index"]))

    async def gather(tasks):
        return await asyncio.gather(*[wait_async(task) for task in tasks])
    return lambda tasks: asyncio.run(gather(tasks))


OPEN = {
    "serial": open_serial,
    "threads": open_threads,
    "multiprocessing.Pool": open_pool,
    "ProcessPoolExecutor": open_executor,
    "Pool x threads": open_pool_x_threads,
    "asyncio": open_asyncio,
}


# --- the costs ------------------------------------------------------------------------------------------------------

def nothing(*_):
    return None


def median_time(action, times):
    seconds = []
    while not seconds or (len(seconds) < times and sum(seconds) < LIMIT):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def start_thread():
    thread = threading.Thread(target=nothing)
    thread.start()
    thread.join()


def first_result(method):
    def run():
        with multiprocessing.get_context(method).Pool(1) as pool:
            pool.apply(nothing)
    return run


def pss_mib(pid):
    with open("/proc/%d/smaps_rollup" % pid) as lines:
        for line in lines:
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024.0
    raise RuntimeError("no Pss")


def big_doubles():
    try:
        import numpy
        return numpy.zeros(8 << 20)
    except ImportError:
        import array
        return array.array("d", bytes(64 << 20))


def costs(quick):
    global LIMIT
    LIMIT = 0.3 if quick else LIMIT
    found = []

    def add(measure, unit, value):
        found.append({"measure": measure, "unit": unit, "value": value})
    few = 3 if quick else 5
    default = multiprocessing.get_start_method()
    cold = "worker process, cold, to its first result"
    add("start a thread", "us", median_time(start_thread, 200) * 1e6)
    add(cold, "ms", median_time(first_result(default), few) * 1e3)
    if default != "spawn" and not quick:
        add("worker process, cold, start method spawn", "ms", median_time(first_result("spawn"), few) * 1e3)
    with multiprocessing.Pool(1) as pool:
        trip = lambda: pool.apply_async(nothing, (1,)).get()
        median_time(trip, 200)
        add("round trip of a small task", "us", median_time(trip, 500 if quick else 2000) * 1e6)
        try:
            add("memory of an idle worker (PSS)", "MiB", pss_mib(pool._pool[0].pid))
        except Exception:  # no /proc here
            pass
        for name, big in (("bytes", bytes(64 << 20)), ("doubles", big_doubles())):
            add("argument of 64 MiB, " + name, "ms", median_time(lambda: pool.apply(nothing, (big,)), few) * 1e3)
    return {"costs": found, "start_method": default}


# --- the crash ------------------------------------------------------------------------------------------------------

def crash_task(index):
    """Naps; the crashing one ends its process half way through its nap."""
    if index == CRASH_INDEX:
        time.sleep(NAP / 2)
        os._exit(7)
    time.sleep(NAP)
    return index


def crash_threads(workers):
    import subprocess
    program = ("import sys; sys.path.insert(0, %r); import peer; from concurrent.futures import ThreadPoolExecutor\n"
               "print(len(list(ThreadPoolExecutor(%d).map(peer.crash_task, range(%d)))))"
               % (os.path.dirname(os.path.abspath(__file__)), workers, CRASH_TASKS))
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=20)
    return {"survivors": int(done.stdout or b"0"), "lost": "the program ended with exit code %d" % done.returncode}


def crash_pool(workers):
    """A lost task never ends: its time limit is ten times its nap."""
    pool = multiprocessing.Pool(workers)
    results = [pool.apply_async(crash_task, (i,)) for i in range(CRASH_TASKS)]
    survivors = 0
    for index, result in enumerate(results):
        if index != CRASH_INDEX:
            try:
                result.get(timeout=5)
                survivors += 1
            except multiprocessing.TimeoutError:
                pass
    try:
        results[CRASH_INDEX].get(timeout=10 * NAP)
        lost = "it ended"
    except multiprocessing.TimeoutError:
        lost = "its get() never returns"
    except Exception as error:
        lost = "its get() raises " + type(error).__name__
    return {"survivors": survivors, "lost": lost}


def crash_executor(workers):
    executor = ProcessPoolExecutor(workers)
    futures = [executor.submit(crash_task, i) for i in range(CRASH_TASKS)]
    survivors, lost = 0, "it ended"
    for index, future in enumerate(futures):
        try:
            future.result(timeout=5)
            survivors += 1
        except Exception as error:
            if index == CRASH_INDEX:
                lost = "%s, and the pool is unusable" % type(error).__name__
    return {"survivors": survivors, "lost": lost}


CRASH = {"threads": crash_threads, "multiprocessing.Pool": crash_pool, "ProcessPoolExecutor": crash_executor}


# --- the conversation -----------------------------------------------------------------------------------------------

def main():
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else prints goes to standard error
    run = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["op"] == "open":
                if any(task["kind"] == "image" for task in request["warmup"]):
                    import numpy.fft  # before any fork, so that workers have it  # noqa: F401
                run = OPEN[request["mode"]](request)
                run(request["warmup"])
                reply = {"ok": True}
            elif request["op"] == "run":
                tasks = request["tasks"]
                start = time.perf_counter()
                answers = run(tasks)
                reply = {"seconds": time.perf_counter() - start, "answers": answers}
            elif request["op"] == "costs":
                reply = costs(request["quick"])
            else:
                reply = CRASH[request["mode"]](request["workers"])
        except Exception as error:
            reply = {"error": "%s: %s" % (type(error).__name__, error)}
        out.write(json.dumps(reply) + "\n")
        out.flush()
    sys.stderr.flush()
    for child in multiprocessing.active_children():
        child.kill()
    os._exit(0)  # a pool whose worker died would hang in its own clean-up


if __name__ == "__main__":
    main()
