"""Measures cells of two of our kernels in turns, one of which knows 100,000 values of patients; prints one JSON object of milliseconds."""
import json
import statistics
import time

from jupyter_client import KernelManager

KNOWN = """
var values = Sinogram.Data.Privacy.IdentifyingValues.OfProcess;
var random = new Random(3);
string Syllables(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "bcdfghjklmnprstvwz"[random.Next(18)].ToString() + "aeiou"[random.Next(5)]));
for (var i = 0; i < 60_000; i++) { values.AddName("PatientName", $"{Syllables(5)}^{Syllables(4)}"); }
for (var i = 0; i < 40_000; i++) { values.Add("PatientID", random.NextInt64(1_000_000_000, 10_000_000_000).ToString()); }
"""
LARGE = 'var large = string.Concat(Enumerable.Range(0, 160_000).Select(i => $"qline {i % 5000} of an output with words, and more of them here\\n"));'
TURNS = 150
LARGE_TURNS = 7


class Kernel:
    def __init__(self):
        self.manager = KernelManager(kernel_name="sinogram")
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def execute(self, code):
        start = time.perf_counter()
        message = self.client.execute(code)
        while True:
            received = self.client.get_iopub_msg(timeout=120)
            if received["parent_header"].get("msg_id") != message:
                continue
            if received["msg_type"] == "error":
                raise SystemExit(f"a cell failed: {received['content']['ename']}: {received['content']['evalue']}")
            if received["msg_type"] == "status" and received["content"]["execution_state"] == "idle":
                break
        elapsed = (time.perf_counter() - start) * 1000
        self.client.get_shell_msg(timeout=120)
        return elapsed

    def end(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def main():
    known, none = Kernel(), Kernel()
    try:
        known.execute(KNOWN)
        for kernel in (known, none):
            kernel.execute(LARGE)
        times = {"known": [], "none": []}
        for turn in range(TURNS + 50):
            for name, kernel in (("known", known), ("none", none)):
                elapsed = kernel.execute(f"{turn} + 1")
                if turn >= 50:
                    times[name].append(elapsed)
        large = {"known": [], "none": []}
        for _ in range(LARGE_TURNS):
            for name, kernel in (("known", known), ("none", none)):
                large[name].append(kernel.execute("Console.Write(large);"))
        print(json.dumps({**{name: statistics.median(t) for name, t in times.items()}, **{f"large {name}": min(t) for name, t in large.items()}}))
    finally:
        known.end()
        none.end()


# The kernels go with the function: the client's own end, at the interpreter's, finds logging gone.
main()
