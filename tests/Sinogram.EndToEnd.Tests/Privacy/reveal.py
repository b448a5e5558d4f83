"""Runs cells in a kernel, the last without anybody to answer, and prints what each showed, as JSON a line."""
import json
import sys

import jupyter_client

kernel, cells = sys.argv[1], json.loads(sys.argv[2])
manager = jupyter_client.KernelManager(kernel_name=kernel)
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=300)
for number, cell in enumerate(cells):
    shown = []
    client.execute_interactive(cell, allow_stdin=number + 1 < len(cells), stop_on_error=False, timeout=300, output_hook=shown.append)
    print(json.dumps([[message["msg_type"], message["content"]] for message in shown if message["msg_type"] not in ("status", "execute_input")]))
client.stop_channels()
manager.shutdown_kernel()
