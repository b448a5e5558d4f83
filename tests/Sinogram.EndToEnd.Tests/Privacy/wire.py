"""Runs cells in a kernel and writes down the bytes of every message that came from it, and what it answers to completion, inspection and history.

wire.py KERNEL CELLS.json OUTPUT: a front end that has widgets: it clicks each button, types into each field and picks from each list that the cells show, and asks
for all states as one does that joins later. Cells that ask a question are answered. OUTPUT gets the frames of all channels as they came over the sockets; what one
stream of a cell wrote in several messages stands once more in one piece. Files that others than their owner can read are printed: those in the folders of the
environment, and those that the kernel and its children hold open for writing.
"""
import json
import os
import queue
import stat
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
widgets = {}
replies = 0


def note(message):
    if message["msg_type"] == "stream":
        key = (message["parent_header"].get("msg_id"), message["content"]["name"])
        streams[key] = streams.get(key, "") + message["content"]["text"]
    elif message["msg_type"] == "comm_open":
        widgets[message["content"]["comm_id"]] = message["content"]["data"].get("state", {})


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


def tell_comm(comm, data):
    sent = client.session.msg("comm_msg", {"comm_id": comm, "data": data})
    client.shell_channel.send(sent)
    until_idle(sent["header"]["msg_id"])


def use_widgets():
    used = 0
    for comm, state in list(widgets.items()):
        model = state.get("_model_name")
        if model == "ButtonModel":
            tell_comm(comm, {"method": "custom", "content": {"event": "click"}})
        elif model == "TextModel":
            tell_comm(comm, {"method": "update", "state": {"value": "n"}, "buffer_paths": []})
        elif model == "DropdownModel":
            tell_comm(comm, {"method": "update", "state": {"index": 1}, "buffer_paths": []})
        else:
            continue
        used += 1
    opened = client.session.msg("comm_open", {"comm_id": "control", "target_name": "jupyter.widget.control", "data": {}})
    client.shell_channel.send(opened)
    until_idle(opened["header"]["msg_id"])
    tell_comm("control", {"method": "request_states"})
    return used


places = [os.environ[name] for name in ("TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "JUPYTER_RUNTIME_DIR")]
seen = set()


def processes():
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as status:
                    parents[int(entry)] = int(status.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass
    ours = {os.getpid()}
    while True:
        more = {pid for pid, parent in parents.items() if parent in ours} - ours
        if not more:
            return ours - {os.getpid()}
        ours |= more


def tell(path, mode):
    # IPython's own history, and a file that one of the cells makes by itself, have the mode that they chose.
    if mode & 0o077 and path not in seen and "/.ipython/" not in path and path != os.path.join(os.environ["TMPDIR"], "who"):
        print("others may read", path, oct(stat.S_IMODE(mode)))
    seen.add(path)


def look():
    """Looks at every file there is at this moment; one that lies in a folder of its owner alone is out of others' reach."""
    for place in places:
        if os.path.isdir(place) and os.stat(place).st_mode & 0o077:
            for folder, folders, files in os.walk(place):
                folders[:] = [f for f in folders if not os.path.islink(os.path.join(folder, f)) and os.stat(os.path.join(folder, f)).st_mode & 0o077]
                for file in files:
                    try:
                        status = os.lstat(os.path.join(folder, file))
                    except OSError:
                        continue
                    if stat.S_ISREG(status.st_mode) or stat.S_ISSOCK(status.st_mode):
                        tell(os.path.join(folder, file), status.st_mode)
    for pid in processes():
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                link = f"/proc/{pid}/fd/{fd}"
                status = os.stat(link)
                path = os.readlink(link)
                with open(f"/proc/{pid}/fdinfo/{fd}") as info:
                    flags = int(info.read().split("flags:")[1].split()[0], 8)
                if stat.S_ISREG(status.st_mode) and flags & 3 and not path.startswith(("/memfd:", output)):
                    folder = os.path.dirname(path)
                    if not (os.path.isdir(folder) and os.stat(folder).st_mode & 0o077 == 0):
                        tell(path, status.st_mode)
        except OSError:
            pass


reply(client.comm_info(target_name="jupyter.widget"))
for code in json.load(open(cells, encoding="utf-8")):
    sent = client.execute(code, allow_stdin=True, stop_on_error=False, user_expressions={"u": "name", "v": "patient.Id", "w": "throw new Exception(name)"})
    until_idle(sent)
    replies += reply(sent)["msg_type"] == "execute_reply"
    look()
print(use_widgets(), "widgets used")
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
look()
client.stop_channels()
manager.shutdown_kernel()
for text in streams.values():
    raw.write(text.encode() + b"\n")
raw.close()
print(replies, "replies")
