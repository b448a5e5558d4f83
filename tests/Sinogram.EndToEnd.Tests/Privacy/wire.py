"""Runs cells in a kernel and writes down every message that came from it, and what it answers to completion, inspection and history.

wire.py KERNEL CELLS.json OUTPUT
"""
import json
import queue
import sys

import jupyter_client

kernel, cells, output = sys.argv[1:4]
manager = jupyter_client.KernelManager(kernel_name=kernel)
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=120)
messages = []


def take(channel, until=None, timeout=120):
    while True:
        try:
            message = channel(timeout=timeout)
        except queue.Empty:
            if until:
                print("nothing came in time", file=sys.stderr)
            return
        messages.append(message)
        if until and until(message):
            return


def idle(msg_id):
    return lambda m: m["msg_type"] == "status" and m["content"]["execution_state"] == "idle" and m["parent_header"].get("msg_id") == msg_id


for code in json.load(open(cells, encoding="utf-8")):
    sent = client.execute(code, allow_stdin=False, stop_on_error=False, user_expressions={"u": "name", "v": "patient.Id"})
    take(client.get_iopub_msg, idle(sent))
    take(client.get_shell_msg, lambda m: m["parent_header"].get("msg_id") == sent)
for sent in (client.complete("name.Sub", 8), client.complete("patient.", 8), client.inspect("name", 4), client.inspect("patient", 7),
             client.history(hist_access_type="tail", n=500, output=True, raw=True)):
    take(client.get_shell_msg, lambda m: m["parent_header"].get("msg_id") == sent)
take(client.get_iopub_msg, timeout=1)
client.stop_channels()
manager.shutdown_kernel()
with open(output, "w", encoding="utf-8") as file:
    json.dump(messages, file, default=str, ensure_ascii=False)
print(len(messages), "messages")
