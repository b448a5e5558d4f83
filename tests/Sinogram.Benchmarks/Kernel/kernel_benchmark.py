"""Measures two kernels through the same client, in turns; prints one JSON object of medians. Progress goes to stderr."""
import json
import statistics
import sys
import time

from jupyter_client import KernelManager

ROUNDS = 3
LANGUAGES = {
    "sinogram": {
        "trivial": "1 + 1",
        "cell": "var c = {0}; c",
        "loop": "while (true) { }",
        "print": 'for (var i = 0; i < 10000; i++) { Console.WriteLine($"line {i}"); }',
    },
    "python3": {
        "trivial": "1 + 1",
        "cell": "c = {0}\nc",
        "loop": "while True: pass",
        "print": "for i in range(10000): print(f'line {i}')",
    },
}


def until_idle(client, message, seen=None):
    """Waits for the end of a request on iopub; the messages before it go to seen."""
    while True:
        received = client.get_iopub_msg(timeout=60)
        if received["parent_header"].get("msg_id") != message:
            continue
        if received["msg_type"] == "status" and received["content"]["execution_state"] == "idle":
            return
        if received["msg_type"] == "error" and seen is None:
            raise SystemExit(f"a cell failed: {received['content']['ename']}: {received['content']['evalue']}")
        if seen is not None:
            seen.append(received["msg_type"])


def execute(client, code, seen=None):
    """Runs a cell and gives the milliseconds from its sending to idle."""
    start = time.perf_counter()
    until_idle(client, client.execute(code), seen)
    elapsed = (time.perf_counter() - start) * 1000
    client.get_shell_msg(timeout=60)
    return elapsed


def resident(manager):
    """The resident memory of the kernel's process in MiB."""
    with open(f"/proc/{manager.provisioner.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def measure(name):
    """One kernel's life."""
    code = LANGUAGES[name]
    manager = KernelManager(kernel_name=name)
    start = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.kernel_info()
        client.get_shell_msg(timeout=60)
        figures = {"kernel start to ready": (time.perf_counter() - start) * 1000}
        # A kernel without a welcome on iopub may be ready before the client has subscribed.
        client.wait_for_ready(timeout=60)
        for _ in range(10):
            execute(client, code["trivial"])
        figures["resident memory when idle"] = resident(manager)
        times = [execute(client, code["trivial"]) for _ in range(200)]
        figures["execute to idle, p50"] = statistics.median(times)
        figures["execute to idle, p95"] = statistics.quantiles(times, n=20)[18]
        begin = time.perf_counter()
        for i in range(1000):
            execute(client, code["cell"].format(i))
        figures["1,000 cells: time per cell"] = (time.perf_counter() - begin)
        figures["1,000 cells: resident memory"] = resident(manager)
        execute(client, code["print"])
        seen = []
        figures["10,000 printed lines"] = execute(client, code["print"], seen)
        figures["10,000 printed lines: messages"] = seen.count("stream")
        endless = client.execute(code["loop"])
        while True:
            received = client.get_iopub_msg(timeout=60)
            if received["msg_type"] == "execute_input" and received["parent_header"]["msg_id"] == endless:
                break
        time.sleep(0.3)
        begin = time.perf_counter()
        manager.interrupt_kernel()
        until_idle(client, endless, [])
        figures["interrupt of an endless loop"] = (time.perf_counter() - begin) * 1000
        return figures
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main():
    rounds = {name: [] for name in LANGUAGES}
    for number in range(ROUNDS):
        for name in LANGUAGES:
            print(f"round {number + 1} of {ROUNDS}: {name}", file=sys.stderr)
            rounds[name].append(measure(name))
    print(json.dumps({name: {key: statistics.median(r[key] for r in many) for key in many[0]} for name, many in rounds.items()}))


main()
