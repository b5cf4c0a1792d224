"""CPython's side of `cloister bench ipc`: told what to measure by JSON lines on standard input.

{"measure": id, "count": n}  ->  {"value": v, "right": bool, "complaint": text}
{"measure": id, "count": n}  ->  {"error": text} where it cannot be measured
The process ends at the end of its input. The ids are those of Measures.java. For CPython 3.8 and newer.
"""
import array
import json
import multiprocessing
import os
import sys
import time

QUEUE_CAPACITY = 1024
BIG_CAPACITY = 8
MIB = 1 << 20
ARTICLE_PROCESSES = 10
DOUBLES = 32 * MIB  # of 8 bytes: 256 MiB
LIMIT = 60  # seconds for one answer of a child


# --- processes ------------------------------------------------------------------------------------------------------

def runner(gate, answers, function, arguments):
    gate.wait()
    start = time.monotonic_ns()
    value = function(*arguments)
    answers.send((start, time.monotonic_ns(), value))


def race(*jobs):
    """Runs jobs (function and its arguments) in a process each: seconds from the first start to the last end, values."""
    gate = multiprocessing.Barrier(len(jobs))
    receivers, processes = [], []
    for job in jobs:
        receiver, sender = multiprocessing.Pipe(duplex=False)
        processes.append(multiprocessing.Process(target=runner, args=(gate, sender, job[0], job[1:]), daemon=True))
        processes[-1].start()
        sender.close()
        receivers.append(receiver)
    spans = []
    for receiver in receivers:
        if not receiver.poll(LIMIT):
            raise RuntimeError("a child gave no answer within %d s" % LIMIT)
        spans.append(receiver.recv())
    for process in processes:
        process.join()
    seconds = (max(span[1] for span in spans) - min(span[0] for span in spans)) / 1e9
    return seconds, [span[2] for span in spans]


def reading(value, expected, found):
    right = expected == found
    return {"value": value, "right": right, "complaint": "" if right else "%s instead of %s" % (found, expected)}


# --- queues ---------------------------------------------------------------------------------------------------------

def put_ints(queue, first, count):
    for number in range(first, first + count):
        queue.put(number)
    queue.put(None)
    return 0


def get_ints(queue):
    total = 0
    number = queue.get()
    while number is not None:
        total += number
        number = queue.get()
    return total


def queue_ints(count, pairs):
    queue = multiprocessing.Queue(QUEUE_CAPACITY)
    each = count // pairs
    jobs = [(put_ints, queue, pair * each, each) for pair in range(pairs)] + [(get_ints, queue)] * pairs
    seconds, totals = race(*jobs)
    return reading(pairs * each / seconds, sum(range(pairs * each)), sum(totals))


def put_big(queue, count):
    item = bytes(MIB - 1) + b"\x07"
    for _ in range(count):
        queue.put(item)
    queue.put(None)
    return 0


def get_big(queue):
    right = 0
    item = queue.get()
    while item is not None:
        right += len(item) == MIB and item[-1] == 7
        item = queue.get()
    return right


def queue_big(count):
    queue = multiprocessing.Queue(BIG_CAPACITY)
    seconds, totals = race((put_big, queue, count), (get_big, queue))
    return reading(count / seconds, count, totals[1])


# --- pipes ----------------------------------------------------------------------------------------------------------

def ping(end, count):
    message = bytes(63) + b"\x07"
    right = 0
    start = time.monotonic_ns()
    for _ in range(count):
        end.send_bytes(message)
        right += len(end.recv_bytes()) == 64
    return right, time.monotonic_ns() - start


def pong(end, count):
    for _ in range(count):
        end.send_bytes(end.recv_bytes())
    return 0, 0


def pipe_trip(count):
    one, other = multiprocessing.Pipe()
    _, values = race((ping, one, count), (pong, other, count))
    return reading(values[0][1] / 1e3 / count, count, values[0][0])


def send_big(end, count):
    message = bytes(16 * MIB - 1) + b"\x07"
    for _ in range(count):
        end.send_bytes(message)
    return 0


def receive_big(end, count):
    right = 0
    for _ in range(count):
        message = end.recv_bytes()
        right += len(message) == 16 * MIB and message[-1] == 7
    return right


def pipe_big(count):
    receiver, sender = multiprocessing.Pipe(duplex=False)
    seconds, values = race((send_big, sender, count), (receive_big, receiver, count))
    return reading(16 * count / seconds, count, values[1])


# --- locks ----------------------------------------------------------------------------------------------------------

def nanos_each(action, count):
    start = time.monotonic_ns()
    action(count)
    return (time.monotonic_ns() - start) / count


def lock_and_unlock(count):
    lock = multiprocessing.Lock()

    def action(times):
        acquire, release = lock.acquire, lock.release
        for _ in range(times):
            acquire()
            release()
    return reading(nanos_each(action, count), False, not lock.acquire(False))


def permit(count):
    semaphore = multiprocessing.Semaphore(3)

    def action(times):
        acquire, release = semaphore.acquire, semaphore.release
        for _ in range(times):
            acquire()
            release()
    nanos = nanos_each(action, count)
    return reading(nanos, 3, sum(semaphore.acquire(False) for _ in range(4)))


def increment(value, count):
    for _ in range(count):
        with value.get_lock():
            value.value += 1
    return 0


def locked_increments(count, processes):
    value = multiprocessing.Value("i", 0)
    seconds, _ = race(*[(increment, value, count)] * processes)
    return seconds, reading(processes * count / seconds, processes * count, value.value)


def two_increment(count):
    return locked_increments(count, 2)[1]


def article(count):
    seconds, result = locked_increments(count, ARTICLE_PROCESSES)
    result["value"] = seconds
    return result


# --- an array -------------------------------------------------------------------------------------------------------

def total_of(memory):
    try:
        import numpy
        return float(numpy.frombuffer(memory, dtype=numpy.float64, count=DOUBLES).sum())
    except ImportError:
        return sum(memory[:DOUBLES * 8].cast("d"))


def timed_total(memory):
    start = time.monotonic_ns()
    total = total_of(memory)
    return total, time.monotonic_ns() - start


def use_array(end):
    """Attaches what it is told of; answers when it had it, what it holds, and how long it took to add that up."""
    from multiprocessing import shared_memory
    end.send("ready")
    memory = shared_memory.SharedMemory(name=end.recv())
    attached = time.monotonic_ns()
    total_of(memory.buf)
    total, nanos = timed_total(memory.buf)
    end.send((attached, total, nanos))
    end.recv()
    memory.close()


def hand_over():
    """Microseconds until another process has 256 MiB of doubles, and its speed with them against the speed here."""
    from multiprocessing import shared_memory
    numbers = array.array("d", [1.0]) * DOUBLES
    memory = shared_memory.SharedMemory(create=True, size=DOUBLES * 8)
    try:
        memory.buf[:DOUBLES * 8] = memoryview(numbers).cast("B")
        here, there = multiprocessing.Pipe()
        process = multiprocessing.Process(target=use_array, args=(there,), daemon=True)
        process.start()
        here.recv()
        start = time.monotonic_ns()
        here.send(memory.name)
        if not here.poll(LIMIT):
            raise RuntimeError("the child gave no answer within %d s" % LIMIT)
        attached, total, nanos = here.recv()
        here.send("end")
        process.join()
        local = memoryview(numbers).cast("B")
        total_of(local)
        own = timed_total(local)[1]
        return (attached - start) / 1e3, own / nanos, total
    finally:
        memory.close()
        memory.unlink()


def array_hand_over(_):
    micros, _, total = hand_over()
    return reading(micros / 1e3, float(DOUBLES), total)


def array_speed(_):
    _, share, total = hand_over()
    return reading(share, float(DOUBLES), total)


# --- waiting for one another ----------------------------------------------------------------------------------------

def answer_event(mine, others, count, begins):
    for _ in range(count):
        if begins:
            others.set()
        mine.wait()
        mine.clear()
        if not begins:
            others.set()
    return count


def event_trip(count):
    one, other = multiprocessing.Event(), multiprocessing.Event()
    seconds, values = race((answer_event, one, other, count, True), (answer_event, other, one, count, False))
    return reading(seconds * 1e6 / count, 2 * count, sum(values))


def take_turns(condition, turn, me, count):
    for _ in range(count):
        with condition:
            while turn.value != me:
                condition.wait()
            turn.value = 1 - me
            condition.notify()
    return count


def condition_turns(count):
    condition, turn = multiprocessing.Condition(), multiprocessing.Value("i", 0, lock=False)
    seconds, values = race((take_turns, condition, turn, 0, count), (take_turns, condition, turn, 1, count))
    return reading(seconds * 1e6 / (2 * count), 2 * count, sum(values))


def meet(barrier, count):
    return sum(barrier.wait() for _ in range(count))


def barrier_rounds(count):
    barrier = multiprocessing.Barrier(2)
    seconds, values = race((meet, barrier, count), (meet, barrier, count))
    return reading(seconds * 1e6 / count, count, sum(values))


# --- processes by hand ----------------------------------------------------------------------------------------------

def start_and_join(count):
    spawning = multiprocessing.get_context("spawn")  # as a JVM starts: with nothing of its parent
    start = time.monotonic_ns()
    processes = [spawning.Process(target=os._exit, args=(number % 7,)) for number in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    millis = (time.monotonic_ns() - start) / 1e6 / count
    return reading(millis, [number % 7 for number in range(count)], [process.exitcode for process in processes])


# --- managers -------------------------------------------------------------------------------------------------------

def get_values(shared, count):
    total = sum(shared["key"] for _ in range(count // 5))
    start = time.monotonic_ns()
    for _ in range(count):
        total += shared["key"]
    return time.monotonic_ns() - start, total


def manager_get(count):
    with multiprocessing.Manager() as manager:
        shared = manager.dict({"key": 1})
        _, values = race((get_values, shared, count))
    return reading(values[0][0] / 1e3 / count, count + count // 5, values[0][1])


def set_values(shared, count):
    for i in range(count // 5):
        shared["key"] = i
    start = time.monotonic_ns()
    for i in range(count):
        shared["key"] = i
    return time.monotonic_ns() - start


def manager_set(count):
    with multiprocessing.Manager() as manager:
        shared = manager.dict()
        _, values = race((set_values, shared, count))
        return reading(values[0] / 1e3 / count, count - 1, shared["key"])


def lock_pairs(lock, count):
    for _ in range(count // 5):
        lock.acquire()
        lock.release()
    start = time.monotonic_ns()
    for _ in range(count):
        lock.acquire()
        lock.release()
    return time.monotonic_ns() - start


def manager_lock(count):
    with multiprocessing.Manager() as manager:
        lock = manager.RLock()
        _, values = race((lock_pairs, lock, count))
    return reading(values[0] / 1e3 / count, count, count)


# --- the conversation -----------------------------------------------------------------------------------------------

MEASURES = {
    "queue-1": lambda count: queue_ints(count, 1),
    "queue-2": lambda count: queue_ints(count, 2),
    "queue-big": queue_big,
    "pipe-trip": pipe_trip,
    "pipe-big": pipe_big,
    "lock": lock_and_unlock,
    "increments": two_increment,
    "article": article,
    "array-hand-over": array_hand_over,
    "array-speed": array_speed,
    "semaphore": permit,
    "event": event_trip,
    "condition": condition_turns,
    "barrier": barrier_rounds,
    "processes": start_and_join,
    "manager-get": manager_get,
    "manager-set": manager_set,
    "manager-lock": manager_lock,
}


def main():
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else prints goes to standard error
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = MEASURES[request["measure"]](request["count"])
        except Exception as error:
            reply = {"error": "%s: %s" % (type(error).__name__, error)}
        out.write(json.dumps(reply) + "\n")
        out.flush()
    sys.stderr.flush()
    for child in multiprocessing.active_children():
        child.kill()
    os._exit(0)


if __name__ == "__main__":
    main()
