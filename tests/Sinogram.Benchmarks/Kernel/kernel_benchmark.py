"""Measures two kernels through the same client, in turns; prints one JSON object of medians. Progress goes to stderr."""
import json
import os
import queue
import statistics
import sys
import time

import zmq
from jupyter_client import KernelManager

ROUNDS = int(os.environ.get("SINOGRAM_BENCH_ROUNDS", "3"))
IDLE_SECONDS = 10
# What a person needs to open a notebook and write: our kernel uses it to have its compiler compiled well.
OPENING_SECONDS = 10
INTERRUPTS = 30
LANGUAGES = {
    "sinogram": {
        "trivial": "1 + 1",
        "cell": "var c = {0}; c",
        "kept": "var v{0} = {0}; v{0}",
        "interrupts": {
            "an endless loop": "while (true) { }",
            "a sleep": "Thread.Sleep(60_000);",
            "a wait for a task": "Task.Delay(60_000).Wait();",
            "an await that never ends": "await new TaskCompletionSource().Task;",
            "a loop in a lambda": "Action spin = () => { while (true) { } }; spin();",
            "a loop in finally": "try { } finally { while (true) { } }",
            "a loop in a catch-all": "while (true) { try { while (true) { } } catch { } }",
            "an endless sort comparer": "Array.Sort(Enumerable.Range(0, 100).ToArray(), (a, b) => { while (true) { } });",
            "Parallel.For": "Parallel.For(0, int.MaxValue, i => { while (true) { } });",
        },
        "burn": "System.Threading.Tasks.Parallel.For(0, Environment.ProcessorCount, _ => { while (true) { } });",
        "print": 'for (var i = 0; i < 10000; i++) { Console.WriteLine($"line {i}"); }',
        "complete": "v7.To",
        "expected": "ToString",
        "top": "var sum = 0.0; for (var i = 0; i < 100_000_000; i++) { sum += i * 0.5; } sum",
        "method": "double Sum() { var sum = 0.0; for (var i = 0; i < 100_000_000; i++) { sum += i * 0.5; } return sum; } Sum()",
    },
    "python3": {
        "trivial": "1 + 1",
        "cell": "c = {0}\nc",
        "kept": "v{0} = {0}\nv{0}",
        # What is missing here ipykernel cannot do: an await waits on, a bare except takes the interrupt, and threads of a pool never see it.
        "interrupts": {
            "an endless loop": "while True: pass",
            "a sleep": "import time; time.sleep(60)",
            "a wait for a task": "import threading; threading.Event().wait(60)",
            "a loop in a lambda": "def spin():\n    while True: pass\n(lambda: spin())()",
            "a loop in finally": "try: pass\nfinally:\n    while True: pass",
            "an endless sort comparer": "def spin(x):\n    while True: pass\nsorted(range(100), key=spin)",
        },
        "burn": "import os, threading\ndef burn():\n    while True: pass\n"
        "for _ in range(os.cpu_count() - 1): threading.Thread(target=burn, daemon=True).start()\nburn()",
        "print": "for i in range(10000): print(f'line {i}')",
        "complete": "v7.to_",
        "expected": "to_bytes",
        "top": "total = 0.0\nfor i in range(10_000_000): total += i * 0.5\ntotal",
        "method": "def total():\n    t = 0.0\n    for i in range(10_000_000): t += i * 0.5\n    return t\ntotal()",
    },
}


class Kernel:
    """A kernel and its client, from its start to its end."""

    def __init__(self, name):
        self.code = LANGUAGES[name]
        self.manager = KernelManager(kernel_name=name)
        start = time.perf_counter()
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.kernel_info()
        self.client.get_shell_msg(timeout=60)
        self.ready = since(start)
        # A kernel without a welcome on iopub may be ready before the client has subscribed.
        while not self.hears(self.client.kernel_info()):
            pass
        self.execute(self.code["trivial"])
        self.first_result = since(start)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def hears(self, request):
        """Whether the end of a request arrives on iopub soon."""
        self.client.get_shell_msg(timeout=60)
        try:
            while True:
                received = self.client.get_iopub_msg(timeout=0.1)
                if received["parent_header"].get("msg_id") == request and received["content"].get("execution_state") == "idle":
                    return True
        except queue.Empty:
            return False

    def until_idle(self, message, seen=None):
        """Waits for the end of a request on iopub; the messages before it go to seen."""
        while True:
            received = self.client.get_iopub_msg(timeout=60)
            if received["parent_header"].get("msg_id") != message:
                continue
            if received["msg_type"] == "status" and received["content"]["execution_state"] == "idle":
                return
            if received["msg_type"] == "error" and seen is None:
                raise SystemExit(f"a cell failed: {received['content']['ename']}: {received['content']['evalue']}")
            if seen is not None:
                seen.append(received["msg_type"])

    def execute(self, code, seen=None):
        """Runs a cell and gives the milliseconds from its sending to idle."""
        start = time.perf_counter()
        self.until_idle(self.client.execute(code), seen)
        elapsed = since(start)
        self.client.get_shell_msg(timeout=60)
        return elapsed

    def begin(self, code):
        """Starts a cell that does not end by itself, and gives its id when it runs."""
        message = self.client.execute(code, stop_on_error=False)
        while True:
            received = self.client.get_iopub_msg(timeout=60)
            if received["msg_type"] == "execute_input" and received["parent_header"]["msg_id"] == message:
                return message

    def interrupt(self, message):
        """Interrupts a running cell and gives the milliseconds to idle."""
        # ipykernel drops an interrupt that comes before the cell's own code runs.
        time.sleep(0.1)
        start = time.perf_counter()
        self.manager.interrupt_kernel()
        self.until_idle(message, [])
        elapsed = since(start)
        self.client.get_shell_msg(timeout=60)
        return elapsed

    def complete(self):
        """Asks for completions and gives the milliseconds to the reply."""
        start = time.perf_counter()
        message = self.client.complete(self.code["complete"], len(self.code["complete"]))
        while True:
            reply = self.client.get_shell_msg(timeout=60)
            if reply["parent_header"].get("msg_id") == message:
                break
        elapsed = since(start)
        if not any(self.code["expected"] in match for match in reply["content"]["matches"]):
            raise SystemExit(f"no {self.code['expected']} among {reply['content']['matches'][:5]}")
        self.until_idle(message)
        return elapsed

    def beat(self, count):
        """Sends heartbeats, one after the other, and gives the milliseconds of each."""
        times = []
        with zmq.Context() as context, context.socket(zmq.REQ) as socket:
            socket.linger = 0
            socket.connect(f"tcp://127.0.0.1:{self.manager.hb_port}")
            for _ in range(count):
                start = time.perf_counter()
                socket.send(b"beat")
                if not socket.poll(60_000):
                    raise SystemExit("a heartbeat was not answered")
                socket.recv()
                times.append(since(start))
        return times

    def resident(self):
        """The resident memory of the kernel and all that it started, in MiB."""
        found = [self.manager.provisioner.pid]
        for pid in found:
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children") as children:
                    found += [int(child) for child in children.read().split()]
        total = 0
        for pid in found:
            with open(f"/proc/{pid}/status") as status:
                total += sum(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        return total / 1024


def since(start):
    return (time.perf_counter() - start) * 1000


def p95(times):
    return statistics.quantiles(times, n=20)[18]


def fresh(name, figures):
    """The first cells of a kernel, then its rest."""
    with Kernel(name) as kernel:
        figures["start to ready"] = kernel.ready
        figures["start to the first result of 1+1"] = kernel.first_result
        times = [kernel.execute(kernel.code["kept"].format(i)) for i in range(79)]
        figures["execute to idle, first 50 cells at once after the start, p50"] = statistics.median(times[:50])
        figures["resident after 80 cells"] = kernel.resident()
        time.sleep(IDLE_SECONDS)
        figures["resident after 80 cells, idle"] = kernel.resident()


def cells(name, figures):
    """Many small cells."""
    with Kernel(name) as kernel:
        time.sleep(OPENING_SECONDS)
        times = [kernel.execute(kernel.code["cell"].format(i)) for i in range(50)]
        figures["execute to idle, first 50 cells in an opened notebook, p50"] = statistics.median(times)
        # A runtime compiles its hot code while it runs: both kernels are measured when that is done.
        for _ in range(300):
            kernel.execute(kernel.code["trivial"])
        times = [kernel.execute(kernel.code["trivial"]) for _ in range(200)]
        figures["execute to idle, p50"] = statistics.median(times)
        figures["execute to idle, p95"] = p95(times)
        times, completions = [], []
        for i in range(1000):
            times.append(kernel.execute(kernel.code["kept" if i % 2 else "cell"].format(i)))
            if i % 10 == 9:
                kernel.complete()
            if i == 499:
                completions = [kernel.complete() for _ in range(100)]
        figures["1,000 cells with completion: per cell"] = statistics.mean(times)
        figures["1,000 cells with completion: resident"] = kernel.resident()
        figures["completion at cell 500, p95"] = p95(completions)


def output_and_interrupts(name, figures):
    with Kernel(name) as kernel:
        kernel.execute(kernel.code["print"])
        seen = []
        figures["10,000 printed lines"] = kernel.execute(kernel.code["print"], seen)
        figures["10,000 printed lines: messages"] = seen.count("stream")
        for kind, code in kernel.code["interrupts"].items():
            times = [kernel.interrupt(kernel.begin(code)) for _ in range(INTERRUPTS)]
            figures[f"interrupt of {kind}, p50"] = statistics.median(times)
            figures[f"interrupt of {kind}, p99"] = statistics.quantiles(times, n=100, method="inclusive")[98]
        kernel.execute(kernel.code["method"])
        figures["numeric loop, top level to method"] = kernel.execute(kernel.code["top"]) / kernel.execute(kernel.code["method"])
        burning = kernel.begin(kernel.code["burn"])
        beats = kernel.beat(10_000)
        figures["10,000 heartbeats, all cores busy: p50"] = statistics.median(beats)
        figures["10,000 heartbeats, all cores busy: slowest"] = max(beats)
        kernel.interrupt(burning)


def main():
    names = list(LANGUAGES)
    rounds = {name: [] for name in names}
    for number in range(ROUNDS):
        measured = {name: {} for name in names}
        for part in (fresh, cells, output_and_interrupts):
            for name in names:
                print(f"round {number + 1} of {ROUNDS}: {name}, {part.__name__}", file=sys.stderr)
                part(name, measured[name])
        for name in names:
            rounds[name].append(measured[name])
    print(json.dumps({name: {key: statistics.median(r[key] for r in many) for key in many[0]} for name, many in rounds.items()}))


main()
