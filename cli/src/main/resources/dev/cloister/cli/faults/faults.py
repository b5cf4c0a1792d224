"""One fault in one of ten tasks of a pool of CPython's; says how the ten ended and whether the pool can be used then.

python faults.py FAULT (Pool|Executor) FOLDER      prints RESULT and a JSON object; before that READY for some faults
"""
import collections
import concurrent.futures
import ctypes
import fcntl
import json
import multiprocessing
import os
import resource
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

WORKERS = 2
INNOCENTS = 9
BAD = 3
PATIENCE = 3.0
AFTERWARDS = 2.0
MIB = 1 << 20


class Unsendable(Exception):
    def __reduce__(self):
        raise RuntimeError("does not pickle")


class Unrebuildable(Exception):
    def __init__(self, first, second):
        super().__init__(first)


class OwnBase(BaseException):
    pass


def refuse(what="does not unpickle"):
    raise RuntimeError(what)


def refuse_hard():
    raise OwnBase("raised while unpickling")


def endless(depth=0):
    return endless(depth + 1)


class Rebuilt:
    """What unpickling it does is a function of this module."""

    def __init__(self, function, *arguments):
        self.how = function, arguments

    def __reduce__(self):
        return self.how


def forever():
    while True:
        time.sleep(3600)


def announce(folder, name="busy"):
    part = os.path.join(folder, name + ".part")
    with open(part, "w") as file:
        file.write(str(os.getpid()))
    os.rename(part, os.path.join(folder, name))


def kill_self(number=signal.SIGKILL):
    os.kill(os.getpid(), number)
    forever()


def busy(folder):
    announce(folder)
    forever()


def exit_on_a_thread():
    threading.Thread(target=os._exit, args=(0,)).start()
    forever()


def fill_memory(threads=0):
    resource.setrlimit(resource.RLIMIT_AS, (400 * MIB, 400 * MIB))
    for _ in range(threads):
        threading.Thread(target=lambda: bytearray(2048 * MIB), daemon=True).start()
    return len(bytearray(2048 * MIB))


def leak():
    resource.setrlimit(resource.RLIMIT_DATA, (640 * MIB, 640 * MIB))
    blocks = []
    while True:
        blocks.append(b"x" * (32 * MIB))


def deadlock():
    one, two = threading.Lock(), threading.Lock()
    both = threading.Barrier(2)

    def take(first, second):
        with first:
            both.wait()
            with second:
                pass

    threading.Thread(target=take, args=(one, two), daemon=True).start()
    take(two, one)


def unknown_exception():
    main = sys.modules[unknown_exception.__module__]
    main.WorkerOnly = type("WorkerOnly", (Exception,), {"__module__": main.__name__, "__qualname__": "WorkerOnly"})
    raise main.WorkerOnly("known here only")


def fifos():
    for descriptor in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                yield descriptor
        except OSError:
            pass


def buffered(descriptor):
    return struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, b"0000"))[0]


def die_mid_message():
    pipes = list(fifos())

    def watch():
        while max(map(buffered, pipes)) < 32 << 10:
            pass
        os.kill(os.getpid(), signal.SIGKILL)

    sys.setswitchinterval(1e-4)
    threading.Thread(target=watch, daemon=True).start()
    return bytes(64 * MIB)


def write_junk():
    for descriptor in fifos():
        try:
            os.set_blocking(descriptor, False)
            os.write(descriptor, b"this is no message " * 8)
        except OSError:  # the reading end of another one
            pass
    forever()


def bomb():
    return Rebuilt(bytearray, 1 << 46)  # 64 TiB asked for by a message of some 40 bytes


def prints():
    print("printed")
    os.write(1, b"written on descriptor 1\n")
    return len(sys.stdin.read())


def leave_grandchild(folder):
    subprocess.Popen(["sleep", "1000"])
    kill_self()


def nap(value):
    time.sleep(0.5)
    return value


def initialize(how):
    if how == "initializer":
        raise ValueError("the initializer raises")
    if how == "cannot_start":
        os._exit(1)


def fault(name, folder, argument=None):
    """The bad task."""
    faults = {
        "exception": lambda: refuse("ordinary"),
        "error": lambda: (_ for _ in ()).throw(OwnBase("base")),
        "exit": lambda: sys.exit(3),
        "interrupt": lambda: (_ for _ in ()).throw(KeyboardInterrupt()),
        "exception_fails_to_encode": lambda: (_ for _ in ()).throw(Unsendable("unsendable")),
        "exception_fails_to_decode": lambda: (_ for _ in ()).throw(Unrebuildable(1, 2)),
        "result_fails_to_encode": lambda: Rebuilt(lambda: None),
        "result_fails_to_decode": lambda: Rebuilt(refuse),
        "stack_overflow": endless,
        "out_of_memory": fill_memory,
        "halt_0": lambda: os._exit(0),
        "halt_3": lambda: os._exit(3),
        "sigkill": kill_self,
        "sigterm": lambda: kill_self(signal.SIGTERM),
        "sigsegv": lambda: ctypes.memset(0, 1, 1),
        "closed_descriptors": lambda: os.closerange(0, 50),
        "hang": forever,
        "sigstop": lambda: kill_self(signal.SIGSTOP),
        "kill_busy": lambda: busy(folder),
        "stop_busy": lambda: busy(folder),
        "abort": os.abort,
        "exit_thread": exit_on_a_thread,
        "bottomless": lambda: Rebuilt(endless),
        "memory_threads": lambda: fill_memory(3),
        "leak": leak,
        "deadlock": deadlock,
        "unknown_exception": unknown_exception,
        "error_on_read": lambda: Rebuilt(refuse_hard),
        "mid_message": die_mid_message,
        "junk": write_junk,
        "bomb": bomb,
        "prints": prints,
        "grandchild": lambda: leave_grandchild(folder),
        "parent_stopped": lambda: nap(0),
    }
    return faults.get(name, lambda: 0)()


def square(x):
    time.sleep(0.02)
    return x * x


def meet(folder, number, count):
    open(os.path.join(folder, str(number)), "x").close()
    end = time.monotonic() + AFTERWARDS
    while len(os.listdir(folder)) < count:
        if time.monotonic() > end:
            raise TimeoutError("the others did not come")
        time.sleep(0.005)
    return os.getpid()


Api = collections.namedtuple("Api", "pool submit result timeouts pids close")


def open_pool(api, how):
    context = multiprocessing.get_context("spawn")
    if api == "Pool":
        pool = context.Pool(WORKERS, initializer=initialize, initargs=(how,))
        return Api(
            pool,
            lambda function, *arguments: pool.apply_async(function, arguments),
            lambda future, seconds: future.get(seconds),
            (multiprocessing.TimeoutError,),
            lambda: [process.pid for process in pool._pool],
            pool.terminate,
        )
    pool = concurrent.futures.ProcessPoolExecutor(
        WORKERS, mp_context=context, initializer=initialize, initargs=(how,)
    )
    return Api(
        pool,
        pool.submit,
        lambda future, seconds: future.result(seconds),
        (concurrent.futures.TimeoutError, TimeoutError),
        lambda: list(pool._processes or {}),
        pool.shutdown,
    )


def ending(api, future, seconds):
    """(kind, value): kind is 'value', 'HANGS' or the name of the error's type."""
    if isinstance(future, BaseException):
        return type(future).__name__, None
    try:
        return "value", api.result(future, max(0.01, seconds))
    except api.timeouts:
        return "HANGS", None
    except BaseException as error:
        return type(error).__name__, None


def attempt(api, function, *arguments):
    try:
        return api.submit(function, *arguments)
    except BaseException as error:
        return error


def meeting(api, folder):
    place = tempfile.mkdtemp(dir=folder)
    futures = [attempt(api, meet, place, number, WORKERS) for number in range(WORKERS)]
    end = time.monotonic() + AFTERWARDS
    return [ending(api, future, end - time.monotonic()) for future in futures]


def strike_before(name, api):
    if name == "kill_idle":
        for pid in api.pids():
            os.kill(pid, signal.SIGKILL)
    if name == "few_descriptors":
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def strike_during(name, folder):
    numbers = {"kill_busy": signal.SIGKILL, "stop_busy": signal.SIGSTOP}
    if name in numbers:
        file = os.path.join(folder, "busy")
        while not os.path.exists(file):
            time.sleep(0.005)
        with open(file) as busy_file:
            os.kill(int(busy_file.read()), numbers[name])
    if name == "parent_stopped":
        print("READY", flush=True)


def bad_future(name, api, folder):
    if name == "callback" and hasattr(api.pool, "apply_async"):
        return api.pool.apply_async(square, (0,), callback=lambda value: refuse("the callback raises"))
    if name == "few_descriptors":
        return attempt(api, fault, "halt_3", folder)
    if name == "cannot_start":
        return attempt(open_pool(SECOND[0], name), square, 0)
    arguments = {
        "argument_fails_to_encode": Rebuilt(lambda: None),
        "argument_fails_to_decode": Rebuilt(refuse),
        "thread_argument": threading.Thread(),
    }
    future = attempt(api, fault, name, folder, arguments.get(name))
    if name == "callback":
        future.add_done_callback(lambda done: refuse("the callback raises"))
    return future


SECOND = []
RETURNS = {"kill_idle", "prints", "callback", "parent_stopped"}


def ten_tasks(name, kind, folder):
    api = open_pool(kind, name)
    SECOND.append(kind)
    if name != "initializer":
        meeting(api, folder)
    strike_before(name, api)
    futures = []
    begin = time.monotonic()
    for number in range(INNOCENTS + 1):
        if number == BAD:
            begin = time.monotonic()
            futures.append(bad_future(name, api, folder))
        else:
            futures.append(attempt(api, square, number))
    strike_during(name, folder)
    end = time.monotonic() + PATIENCE
    bad, _ = ending(api, futures[BAD], end - time.monotonic())
    seconds = time.monotonic() - begin
    right = 0
    for number, future in enumerate(futures):
        if number != BAD and ending(api, future, end - time.monotonic()) == ("value", number * number):
            right += 1
    if name == "few_descriptors":
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    after = meeting(api, folder)
    usable = len({value for how, value in after if how == "value"}) == WORKERS
    as_expected = bad == "value" if name in RETURNS else bad not in ("value", "HANGS")
    return api, dict(bad=bad, innocentsOk=right, usableAfter=usable, seconds=seconds, asExpected=as_expected)


def slow_reader(kind, folder):
    api = open_pool(kind, "")
    meeting(api, folder)
    taken = [0]

    def source():
        for number in range(20000):
            taken[0] += 1
            yield number

    begin = time.monotonic()
    results = api.pool.imap(square_now, source()) if kind == "Pool" else api.pool.map(square_now, source())
    right = 0
    for number in range(10):
        right += next(results) == number * number
        time.sleep(0.05)
    ahead = taken[0]
    seconds = time.monotonic() - begin
    usable = len({value for how, value in meeting(api, folder) if how == "value"}) == WORKERS
    return api, dict(
        bad="%d ahead" % ahead,
        innocentsOk=min(right, INNOCENTS),
        usableAfter=usable,
        seconds=seconds,
        asExpected=ahead <= 2048,
    )


def square_now(x):
    return x * x


def parent(name, kind, folder):
    """Nine tasks give their results; then one runs for ever, until somebody ends this program."""
    api = open_pool(kind, name)
    futures = [attempt(api, square, number) for number in range(INNOCENTS)]
    right = sum(ending(api, future, PATIENCE) == ("value", n * n) for n, future in enumerate(futures))
    future = attempt(api, busy, folder)
    while not os.path.exists(os.path.join(folder, "busy")):
        time.sleep(0.005)
    print("READY", right, flush=True)
    with api.pool:
        api.result(future, 1000)


def main(name, kind, folder):
    if name == "broken_initializer":
        name = "initializer"
    if name in ("parent_killed", "ctrl_c"):
        parent(name, kind, folder)
        return
    if name == "slow_reader":
        api, seen = slow_reader(kind, folder)
    else:
        api, seen = ten_tasks(name, kind, folder)
    print("RESULT " + json.dumps(seen), flush=True)
    api.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
