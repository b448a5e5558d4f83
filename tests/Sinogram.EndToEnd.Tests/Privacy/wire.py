"""Runs cells in a kernel and writes down the bytes of every message that came from it, and what it answers to completion, inspection and history.

wire.py KERNEL CELLS.json OUTPUT: cells that ask a question are answered. OUTPUT gets the frames of all channels as they came over the sockets; what one
stream of a cell wrote in several messages stands once more in one piece.
"""
import json
import queue
import sys
import time

import jupyter_client
from jupyter_client.session import Session

kernel, cells, output = sys.argv[1:4]
raw = open(output, "wb")


class RecordingSession(Session):
    """Keeps the frames of each message before they are taken apart."""

    def recv(self, socket, mode=1, content=True, copy=True):
        import zmq
        try:
            frames = socket.recv_multipart(mode, copy=True)
        except zmq.ZMQError as error:
            if error.errno == zmq.EAGAIN:
                return None, None
            raise
        for frame in frames:
            raw.write(frame + b"\n")
        identities, frames = self.feed_identities(frames, True)
        return identities, self.deserialize(frames, content=content, copy=True)


manager = jupyter_client.KernelManager(kernel_name=kernel, session=RecordingSession())
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=120)
streams = {}
replies = 0


def note(message):
    if message["msg_type"] == "stream":
        key = (message["parent_header"].get("msg_id"), message["content"]["name"])
        streams[key] = streams.get(key, "") + message["content"]["text"]


def answer():
    try:
        while True:
            client.get_stdin_msg(timeout=0)
            client.input("answered")
    except queue.Empty:
        pass


def until_idle(sent):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        answer()
        try:
            message = client.get_iopub_msg(timeout=0.2)
        except queue.Empty:
            continue
        note(message)
        if (message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
                and message["parent_header"].get("msg_id") == sent):
            return
    print("a cell did not end", file=sys.stderr)


def reply(sent):
    while True:
        message = client.get_shell_msg(timeout=120)
        if message["parent_header"].get("msg_id") == sent:
            return message


for code in json.load(open(cells, encoding="utf-8")):
    sent = client.execute(code, allow_stdin=True, stop_on_error=False, user_expressions={"u": "name", "v": "patient.Id", "w": "throw new Exception(name)"})
    until_idle(sent)
    replies += reply(sent)["msg_type"] == "execute_reply"
# What was read is known by now: every way back into a front end is asked.
for line in ("name.", "patient.", "name.Sub", "#!echo @na", "#!r --in na", "#!set --value @csharp:na"):
    reply(client.complete(line, len(line)))
for line in ("name", "patient", "table", "person", "#!echo"):
    reply(client.inspect(line, len(line), detail_level=1))
reply(client.is_complete("name"))
for arguments in ({"hist_access_type": "tail", "n": 500}, {"hist_access_type": "search", "pattern": "*name*", "n": 500}, {"hist_access_type": "range", "session": 0, "start": 0, "stop": 500}):
    for with_output in (True, False):
        reply(client.history(raw=True, output=with_output, **arguments))
reply(client.comm_info())
client.stop_channels()
manager.shutdown_kernel()
for text in streams.values():
    raw.write(text.encode() + b"\n")
raw.close()
print(replies, "replies")
