"""Tells which words the pictures of this kernel show, in the metadata of what it displays.

A plot comes with the words that were drawn while it was made. What is a picture already when it is shown (a file, an image of Pillow or OpenCV) comes with all words
that were drawn into anything but a plot that was shown.
"""
import functools
import importlib.abc
import sys

KEY = "sinogram.words"
MOST = 10_000
LONGEST = 1_000

drawn = {}
inside = None


def note(text):
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    words = drawn if inside is None else inside
    words[str(text)[:LONGEST]] = None
    if len(words) > MOST:
        del words[next(iter(words))]


def noting(function, word):
    """A function that notes a word of its arguments before it draws it."""
    @functools.wraps(function)
    def call(*args, **kwargs):
        try:
            note(word(args, kwargs))
        except Exception:
            pass
        return function(*args, **kwargs)
    return call


def argument(name, place):
    return lambda args, kwargs: kwargs[name] if name in kwargs else args[place]


def watch_matplotlib(module):
    module.Text.draw = noting(module.Text.draw, lambda args, kwargs: args[0].get_text())


def watch_paths(module):
    module.TextPath.__init__ = noting(module.TextPath.__init__, argument("s", 2))


def watch_pillow(module):
    for name in ("text", "multiline_text"):
        setattr(module.ImageDraw, name, noting(getattr(module.ImageDraw, name), argument("text", 2)))


def watch_opencv(module):
    module.putText = noting(module.putText, argument("text", 1))


WATCHED = {"matplotlib.text": watch_matplotlib, "matplotlib.textpath": watch_paths, "PIL.ImageDraw": watch_pillow, "cv2": watch_opencv}


class Watcher(importlib.abc.MetaPathFinder):
    """Has a look at a library when it has been imported."""

    def find_spec(self, name, path, target=None):
        if name not in WATCHED:
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not self and hasattr(finder, "find_spec") else None
            if spec is not None:
                self.follow(spec.loader, WATCHED[name])
                return spec
        return None

    @staticmethod
    def follow(loader, watch):
        execute = loader.exec_module

        def executed(module):
            execute(module)
            watch(module)

        loader.exec_module = executed


def is_figure(value):
    kind = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
    return kind is not None and isinstance(value, kind)


def is_picture(data):
    return any(
        mime.startswith(("image/", "application/pdf")) or (isinstance(part, str) and ("data:image" in part or "<svg" in part))
        for mime, part in data.items())


def told(data, metadata):
    """The metadata of a display, with words where it has pictures."""
    if not drawn or KEY in (metadata or {}) or not is_picture(data):
        return metadata
    return {**(metadata or {}), KEY: list(drawn)}


def install(shell):
    formatter, publisher, hook = shell.display_formatter, shell.display_pub, shell.displayhook
    format, publish, write = formatter.format, publisher.publish, hook.write_format_data

    def formatted(value, *args, **kwargs):
        global inside
        if not is_figure(value):
            return format(value, *args, **kwargs)
        inside, before = {}, inside
        try:
            data, metadata = format(value, *args, **kwargs)
            return data, {**metadata, KEY: list(inside)}
        finally:
            inside = before

    def published(data, metadata=None, *args, **kwargs):
        return publish(data, told(data, metadata), *args, **kwargs)

    def written(data, metadata=None):
        return write(data, told(data, metadata))

    formatter.format, publisher.publish, hook.write_format_data = formatted, published, written
    sys.meta_path.insert(0, Watcher())
    for name, watch in WATCHED.items():
        if name in sys.modules:
            watch(sys.modules[name])


if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
    install(sys.modules["IPython"].get_ipython())
