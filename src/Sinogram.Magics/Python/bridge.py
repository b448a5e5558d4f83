"""Values between the notebook and this kernel, through shared memory.

A block begins with the length (8 bytes) of a description in JSON, the description, and from the next multiple of 64 on the data that it points into.
Tables have blocks of their own, in Arrow's layout.
"""
import collections
import datetime
import decimal
import difflib
import enum
import fcntl
import json
import mmap
import os
import struct
import sys
import types
import uuid

try:
    import numpy as np
except ImportError:
    np = None

ALIGNMENT = 64
LARGE = 1 << 20
EPOCH = datetime.datetime(1970, 1, 1)
MICROSECOND = datetime.timedelta(microseconds=1)
# F_ADD_SEALS and the seals of fcntl(2): nobody can change a block that was handed over.
ADD_SEALS = getattr(fcntl, "F_ADD_SEALS", 1033)
SEALS = 1 | 2 | 4 | 8

(NULL, BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT32, FLOAT64, DECIMAL, STRING, BINARY, DATE, TIME, TIMESTAMP, DURATION,
 INTERVAL, LIST, STRUCT, MAP, DICTIONARY) = range(24)
NUMBERS = {INT8: "<i1", INT16: "<i2", INT32: "<i4", INT64: "<i8", UINT8: "<u1", UINT16: "<u2", UINT32: "<u4", UINT64: "<u8", FLOAT32: "<f4", FLOAT64: "<f8"}
NULLABLE = {INT8: "Int8", INT16: "Int16", INT32: "Int32", INT64: "Int64", UINT8: "UInt8", UINT16: "UInt16", UINT32: "UInt32", UINT64: "UInt64"}
IDS = {np.dtype(name): number for number, name in NUMBERS.items()} if np else {}
UNITS = ["s", "ms", "us", "ns"]
MICROSECONDS = [1_000_000, 1_000, 1, 0.001]
# The attribute of a data frame that keeps the types of the columns it came with.
ATTRIBUTE = "sinogram"

# A calendar interval, as tables have them; it comes back as one.
Interval = collections.namedtuple("Interval", "months days nanoseconds")

held = []
taken = []


class BridgeError(Exception):
    """What the notebook's user has to know and do."""


class Text:
    """Text that shows itself as it is."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


def numpy():
    if np is None:
        raise BridgeError("Arrays need NumPy, which this Python does not have: apt-get install python3-numpy")
    return np


def pandas():
    try:
        import pandas
        return pandas
    except ImportError:
        raise BridgeError("Tables need pandas, which this Python does not have: apt-get install python3-pandas") from None


def is_a(value, module, name):
    """Whether a value is of a type of a library, without importing it."""
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(value, kind)


# ---- into this kernel

def opened(path):
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return mmap.mmap(descriptor, 0, access=mmap.ACCESS_COPY) if os.fstat(descriptor).st_size else b""
    finally:
        os.close(descriptor)


class Reader:
    def __init__(self, path, tables):
        self.block = opened(path)
        length = int.from_bytes(self.block[:8], "little")
        self.description = json.loads(self.block[8:8 + length])
        self.start = -(-(8 + length) // ALIGNMENT) * ALIGNMENT
        self.tables = tables
        self.apart = {}

    def part(self, node):
        at = self.start + node["o"]
        return self.block[at:at + node["n"]]

    def text(self, node):
        return self.part(node).decode("utf-8", "surrogatepass")

    def array(self, node):
        numpy()
        kind = np.dtype(node["t"])
        shape = node["s"]
        if "apart" in node:
            # Room for an array that the notebook copies into this process's memory.
            self.apart[node["apart"]] = np.empty(shape, kind)
            return self.apart[node["apart"]]
        count = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(self.block, kind, count, self.start + node["o"]) if count else np.empty(0, kind)
        # A small array does not keep the whole block.
        return (array.copy() if array.nbytes < 65536 else array).reshape(shape)

    def scalar(self, node):
        return struct.unpack_from("<" + node["t"], self.block, self.start + node["o"])[0]

    def value(self, node):
        kind = node["k"]
        if kind == "none":
            return None
        if kind == "scalar":
            return self.scalar(node)
        if kind == "complex":
            return complex(self.scalar({"t": "d", "o": node["o"]}), self.scalar({"t": "d", "o": node["o"] + 8}))
        if kind == "str":
            return self.text(node)
        if kind == "int":
            return int(self.text(node))
        if kind == "decimal":
            return decimal.Decimal(self.text(node))
        if kind == "uuid":
            return uuid.UUID(self.text(node))
        if kind == "datetime":
            moment = EPOCH + self.scalar(node) * MICROSECOND
            return moment.replace(tzinfo=datetime.timezone.utc) if node.get("utc") else moment
        if kind == "date":
            return (EPOCH + datetime.timedelta(days=self.scalar(node))).date()
        if kind == "time":
            return (EPOCH + self.scalar(node) * MICROSECOND).time()
        if kind == "timedelta":
            return self.scalar(node) * MICROSECOND
        if kind == "tensor":
            return self.array(node)
        if kind == "numbers":
            return self.array(node).tolist()
        if kind == "strings":
            return self.strings(node)
        if kind == "list":
            return [self.value(item) for item in node["i"]]
        if kind == "tuple":
            return tuple(self.value(item) for item in node["i"])
        if kind == "dict":
            return {self.value(key): self.value(item) for key, item in zip(node["keys"], node["i"])}
        if kind == "table":
            return frame(node["layout"], opened(self.tables[node["table"]]))
        raise BridgeError(f"the notebook sent a {kind}, which is unknown here")

    def strings(self, node):
        ends = self.array(node["ends"]).tolist()
        there = self.part(node["there"])
        text = self.part(node)
        begin = 0
        strings = []
        for present, end in zip(there, ends):
            strings.append(text[begin:end].decode("utf-8", "surrogatepass") if present else None)
            begin = end
        return strings


def take(name, path, tables=()):
    """Makes a variable of a value in a block."""
    if not name.isidentifier() or __import__("keyword").iskeyword(name):
        raise BridgeError(f"'{name}' cannot be the name of a variable in Python.")
    reader = Reader(path, tables)
    value = reader.value(reader.description)
    if not reader.apart:
        namespace()[name] = value
        return None
    taken[:] = [(name, value)]
    addresses = [reader.apart[i].__array_interface__["data"][0] for i in range(len(reader.apart))]
    return Text(json.dumps({"process": os.getpid(), "addresses": addresses}))


def keep():
    """The arrays of the value that was taken last are filled now: makes the variable."""
    while taken:
        name, value = taken.pop()
        namespace()[name] = value


def frame(layout, block):
    pd = pandas()
    columns = {}
    for field, array in zip(layout["fields"], layout["arrays"]):
        columns[field["name"]] = pd.Series(column(field["type"], array, block), copy=False)
    rows = layout["arrays"][0].get("length", 0) if layout["arrays"] else 0
    frame = pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=False)
    # What pandas has no type for: a column that comes back with values of its type has it again.
    frame.attrs[ATTRIBUTE] = {field["name"]: field["type"] for field in layout["fields"] if field["type"].get("id", NULL) not in (NULL, BOOL, *NUMBERS)}
    return frame


def valid(array, block):
    """Which values are there; None where all are."""
    place, length = array["places"][0], array["places"][1]
    if place < 0:
        return None
    bits = np.frombuffer(block, np.uint8, length, place) if length else np.empty(0, np.uint8)
    return np.unpackbits(bits, count=array.get("length", 0), bitorder="little").astype(bool)


def buffer(array, block, index, kind):
    place, length = array["places"][2 + 2 * index], array["places"][3 + 2 * index]
    kind = np.dtype(kind)
    return np.frombuffer(block, kind, length // kind.itemsize, place) if length else np.empty(0, kind)


def objects(values, there):
    """Python objects as a column, None where a value is missing."""
    column = np.empty(len(values), object)
    for i, value in enumerate(values):
        column[i] = value if there is None or there[i] else None
    return column


def column(kind, array, block):
    pd = pandas()
    number = kind.get("id", NULL)
    count = array.get("length", 0)
    there = valid(array, block)
    missing = there is not None and not there.all()
    if number == NULL:
        return np.full(count, None, object)
    if number == BOOL:
        bits = buffer(array, block, 0, np.uint8)
        values = np.unpackbits(bits, count=count, bitorder="little").astype(bool)
        return pd.arrays.BooleanArray(values, ~there) if missing else values
    if number in NUMBERS:
        values = buffer(array, block, 0, NUMBERS[number])
        if not missing:
            return values
        if number in NULLABLE:
            return pd.arrays.IntegerArray(values.copy(), ~there)
        if np.isnan(values[there]).any():
            # What is no number and what is missing stay apart.
            return pd.arrays.FloatingArray(values.copy(), ~there)
        values = values.copy()
        values[~there] = np.nan
        return values
    if number in (STRING, BINARY):
        ends = buffer(array, block, 0, "<i4").tolist()
        data = bytes(buffer(array, block, 1, np.uint8)) if array["places"][5] else b""
        parts = [data[begin:end] for begin, end in zip(ends, ends[1:])]
        return objects([part.decode("utf-8", "surrogatepass") for part in parts] if number == STRING else parts, there)
    if number == DATE:
        return objects([(EPOCH + datetime.timedelta(days=day)).date() for day in buffer(array, block, 0, "<i4").tolist()], there)
    if number == TIME:
        scale = MICROSECONDS[kind.get("unit", 0)]
        return objects([(EPOCH + int(value * scale) * MICROSECOND).time() for value in buffer(array, block, 0, "<i8").tolist()], there)
    if number in (TIMESTAMP, DURATION):
        return moments(kind, number, buffer(array, block, 0, "<i8"), there)
    if number == DECIMAL:
        raw = bytes(buffer(array, block, 0, np.uint8))
        scale = kind.get("scale", 0)
        return objects([exact(int.from_bytes(raw[i * 16:i * 16 + 16], "little", signed=True), scale) for i in range(count)], there)
    if number == INTERVAL:
        raw = buffer(array, block, 0, np.dtype([("months", "<i4"), ("days", "<i4"), ("nanoseconds", "<i8")]))
        return objects([Interval(*value.tolist()) for value in raw], there)
    if number == DICTIONARY:
        codes = buffer(array, block, 0, NUMBERS[kind["index"]["id"]]).astype(np.int64)
        if missing:
            codes[~there] = -1
        words = column(kind["value"], array["dictionary"], block)
        return pd.Categorical.from_codes(codes, pd.Index(words), ordered=kind.get("ordered", False))
    children = [items(column(child["type"], part, block), valid(part, block)) for child, part in zip(kind["children"], array["children"])] if number != MAP else None
    if number == STRUCT:
        names = [child["name"] for child in kind["children"]]
        return objects([dict(zip(names, values)) for values in zip(*children)] if children else [{}] * count, there)
    ends = buffer(array, block, 0, "<i4").tolist()
    if number == LIST:
        values = children[0]
    else:
        entries = array["children"][0]["children"]
        values = list(zip(*(items(column(child["type"], part, block), valid(part, block)) for child, part in zip(kind["children"], entries))))
    parts = [values[begin:end] for begin, end in zip(ends, ends[1:])]
    return objects(parts if number == LIST else [dict(part) for part in parts], there)


def items(values, there):
    """A column as a list of Python objects, with None where a value is missing, and nowhere else."""
    values = pandas().Series(values).tolist()
    return [value if there is None or there[i] else None for i, value in enumerate(values)]


def exact(value, scale):
    """An integer without its last digits as a decimal, whatever the precision in force."""
    digits = decimal.Decimal(value).as_tuple()
    return decimal.Decimal((digits.sign, digits.digits, -scale))


def moments(kind, number, values, there):
    pd = pandas()
    unit = UNITS[kind.get("unit", 0)]
    letter = "M8" if number == TIMESTAMP else "m8"
    values = values.astype(f"{letter}[{unit}]")
    if there is not None:
        values[~there] = np.datetime64("NaT") if number == TIMESTAMP else np.timedelta64("NaT")
    present = values[~np.isnat(values)]
    low, high = np.datetime64("1678-01-01", "s"), np.datetime64("2262-01-01", "s")
    if number == TIMESTAMP and len(present) and (present.min() < low or present.max() > high):
        # pandas counts nanoseconds and ends in 2262.
        zone = datetime.timezone.utc if kind.get("zone") else None
        return objects([value if value is None else value.replace(tzinfo=zone) for value in values.astype("M8[us]").tolist()], there)
    series = pd.Series(values.astype(f"{letter}[ns]"))
    return series.dt.tz_localize("UTC").dt.tz_convert(kind["zone"]) if kind.get("zone") else series


# ---- out of this kernel

class Writer:
    def __init__(self, stays=False):
        """stays: large arrays stay in this process's memory, and the notebook copies them from there."""
        self.stays = stays
        self.buffers = []
        self.size = 0
        self.tables = []
        self.depth = 0

    def place(self, data, alignment=8):
        data = memoryview(data)
        data = data.cast("B") if data.nbytes and data.c_contiguous else memoryview(data.tobytes())
        self.size = -(-self.size // alignment) * alignment
        at = self.size
        self.buffers.append((at, data))
        self.size += data.nbytes
        return {"o": at, "n": data.nbytes}

    def text(self, kind, text):
        return {"k": kind, **self.place(text.encode("utf-8", "surrogatepass"))}

    def scalar(self, kind, number, extra=None):
        return {"k": kind, **self.place(int(number).to_bytes(8, "little", signed=True)), **(extra or {})}

    def array(self, array, kind="tensor"):
        shape = list(array.shape)
        if array.dtype == object:
            values = [self.value(item) for item in array.reshape(-1).tolist()]
            return self.strings(array.reshape(-1).tolist(), shape) if all(item["k"] in ("str", "none") for item in values) else {"k": "objects", "i": values, "s": shape}
        if array.dtype.kind in "US":
            return self.strings([item if isinstance(item, str) else item.decode("utf-8", "replace") for item in array.reshape(-1).tolist()], shape)
        if array.dtype.kind == "M":
            array = array.astype("M8[us]")
        elif array.dtype.kind == "m":
            array = array.astype("m8[us]")
        elif array.dtype.kind == "V":
            raise BridgeError("A structured array has no form in C#: pandas.DataFrame(array) makes a table of it.")
        elif array.dtype == np.dtype("c8"):
            array = array.astype("c16")
        elif array.dtype.kind == "f" and array.dtype.itemsize > 8 or array.dtype.kind == "c" and array.dtype.itemsize > 16:
            raise BridgeError(f"C# has no number as wide as {array.dtype}: array.astype('float64') makes it narrower.")
        array = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
        name = array.dtype.str
        raw = array.reshape(-1).view(np.uint8)
        if self.stays and raw.nbytes >= LARGE:
            held.append(raw)
            return {"k": kind, "t": name, "s": shape, "p": raw.__array_interface__["data"][0], "n": raw.nbytes}
        return {"k": kind, "t": name, "s": shape, **self.place(raw, ALIGNMENT)}

    def strings(self, strings, shape=None):
        parts = [b"" if text is None else text.encode("utf-8", "surrogatepass") for text in strings]
        ends, end = bytearray(), 0
        for part in parts:
            end += len(part)
            ends += end.to_bytes(8, "little")
        return {
            "k": "strings", "s": shape if shape is not None else [len(parts)], **self.place(b"".join(parts)),
            "ends": self.place(ends), "there": self.place(bytes(text is not None for text in strings)),
        }

    def value(self, value):
        self.depth += 1
        if self.depth > 64:
            raise BridgeError("The value is nested more than 64 deep, or holds itself.")
        try:
            return self.node(value)
        finally:
            self.depth -= 1

    def node(self, value):
        if value is None:
            return {"k": "none"}
        if isinstance(value, enum.Enum) and not isinstance(value, (int, str)):
            return self.value(value.value)
        if isinstance(value, bool):
            return self.scalar("bool", value)
        if isinstance(value, int):
            return self.scalar("long", value) if -(1 << 63) <= value < 1 << 63 else self.text("int", str(int(value)))
        if isinstance(value, float) and not is_a(value, "numpy", "generic"):
            return {"k": "double", **self.place(struct.pack("<d", value))}
        if isinstance(value, str):
            return self.text("str", str(value))
        if np is not None and isinstance(value, np.generic):
            if isinstance(value, np.void):
                raise BridgeError("A record of a structured array has no form in C#.")
            return self.value(str(value)) if value.dtype.kind in "US" else self.array(np.asarray(value))
        if isinstance(value, complex):
            return {"k": "complex", **self.place(struct.pack("<dd", value.real, value.imag))}
        if isinstance(value, (bytes, bytearray, memoryview)):
            return {"k": "tensor", "t": "|u1", "s": [memoryview(value).nbytes], **self.place(value, ALIGNMENT)}
        if isinstance(value, decimal.Decimal):
            if not value.is_finite():
                return self.value(float(value))
            return self.text("decimal", format(value, "f"))
        if isinstance(value, uuid.UUID):
            return self.text("uuid", str(value))
        if is_a(value, "pandas", "DataFrame"):
            return self.frame(value)
        if is_a(value, "pandas", "Series"):
            return self.frame(value.to_frame(value.name if value.name is not None else "value"))
        if is_a(value, "pandas", "Index") or is_a(value, "pandas.api.extensions", "ExtensionArray"):
            return self.frame(pandas().Series(value).to_frame(getattr(value, "name", None) or "value"))
        if value is getattr(sys.modules.get("pandas"), "NaT", self) or value is getattr(sys.modules.get("pandas"), "NA", self):
            return {"k": "none"}
        if isinstance(value, datetime.datetime):
            if value.tzinfo is not None:
                return self.scalar("datetime", (value.astimezone(datetime.timezone.utc).replace(tzinfo=None) - EPOCH) // MICROSECOND, {"utc": True})
            return self.scalar("datetime", (value - EPOCH) // MICROSECOND)
        if isinstance(value, datetime.date):
            return self.scalar("date", (value - EPOCH.date()).days)
        if isinstance(value, datetime.time):
            return self.scalar("time", ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond)
        if isinstance(value, datetime.timedelta):
            return self.scalar("timedelta", value // MICROSECOND)
        if isinstance(value, os.PathLike):
            return self.value(os.fspath(value))
        if np is not None and isinstance(value, np.ma.MaskedArray):
            raise BridgeError("A masked array has no form in C#: array.filled(value) makes a plain one of it.")
        if np is not None and isinstance(value, np.ndarray):
            return self.array(value)
        if isinstance(value, dict):
            return self.mapping(value)
        if isinstance(value, (list, tuple, range, set, frozenset, collections.deque, type({}.keys()), type({}.values()))):
            return self.sequence(list(value))
        if is_a(value, "torch", "Tensor"):
            value = value.detach().cpu().resolve_conj().resolve_neg()
            return self.value((value.float() if str(value.dtype) == "torch.bfloat16" else value).numpy())
        if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
            return self.mapping({name: getattr(value, name) for name in value.__dataclass_fields__})
        if hasattr(value, "to_pandas"):
            return self.value(value.to_pandas())
        if np is not None and (hasattr(value, "__array__") or hasattr(value, "__array_interface__")):
            array = np.asarray(value)
            if array.dtype != object:
                return self.array(array)
        raise BridgeError(
            f"A {type(value).__module__}.{type(value).__qualname__} has no form in C#: share its parts (numbers, text, arrays, data frames, lists, dictionaries).")

    def sequence(self, values):
        kinds = {type(value) for value in values}
        if kinds and kinds <= {str, type(None)} and str in kinds:
            return self.strings(values)
        if np is not None and kinds == {bool}:
            return self.array(np.array(values, bool))
        if np is not None and kinds == {int} and all(-(1 << 63) <= value < 1 << 63 for value in values):
            return self.array(np.array(values, np.int64))
        if np is not None and kinds and kinds <= {int, float} and float in kinds and all(isinstance(value, float) or abs(value) <= 1 << 53 for value in values):
            return self.array(np.array(values, np.float64))
        return {"k": "list", "i": [self.value(value) for value in values]}

    def mapping(self, value):
        return {"k": "dict", "keys": [self.value(key) for key in value], "i": [self.value(item) for item in value.values()]}

    def frame(self, frame):
        pd = pandas()
        if not (isinstance(frame.index, pd.RangeIndex) and frame.index.name is None and frame.index.start == 0 and frame.index.step == 1):
            frame = frame.reset_index()
        types = frame.attrs.get(ATTRIBUTE, {})
        names = [" ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in frame.columns]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BridgeError(f"The data frame has the column '{twice[0]}' twice: rename one of them.")
        columns = Columns()
        layout = {"fields": [], "arrays": []}
        for i, name in enumerate(names):
            kind, array = columns.series(name, frame.iloc[:, i], types.get(name))
            layout["fields"].append({"name": name, "type": kind, "nullable": True})
            layout["arrays"].append(array)
        self.tables.append(columns)
        return {"k": "table", "table": len(self.tables) - 1, "layout": layout}


class Columns:
    """Columns of a table in Arrow's layout."""

    def __init__(self):
        self.buffers = []
        self.size = 0

    def place(self, places, data):
        data = np.ascontiguousarray(data)
        raw = data.reshape(-1).view(np.uint8) if data.size else np.empty(0, np.uint8)
        places += [self.size, raw.nbytes]
        self.buffers.append((self.size, memoryview(raw)))
        self.size += -(-raw.nbytes // ALIGNMENT) * ALIGNMENT

    def start(self, missing):
        places = []
        if missing is None or not missing.any():
            places += [-1, 0]
        else:
            self.place(places, np.packbits(~missing, bitorder="little"))
        return places

    def plain(self, kind, values, missing):
        places = self.start(missing)
        self.place(places, values)
        return kind, {"places": places, "children": [], "length": len(values)}

    def bits(self, values, missing):
        places = self.start(missing)
        self.place(places, np.packbits(values, bitorder="little"))
        return {"id": BOOL}, {"places": places, "children": [], "length": len(values)}

    def pieces(self, number, values, missing):
        parts = [b"" if gone else value.encode("utf-8", "surrogatepass") if number == STRING else bytes(value) for value, gone in zip(values, missing)]
        ends = np.zeros(len(parts) + 1, np.int64)
        np.cumsum([len(part) for part in parts], out=ends[1:])
        if ends[-1] > 0x7FFFFFFF:
            raise BridgeError("A column of text holds more than 2 GiB: send it in parts.")
        places = self.start(missing)
        self.place(places, ends.astype("<i4"))
        self.place(places, np.frombuffer(b"".join(parts), np.uint8))
        return {"id": number}, {"places": places, "children": [], "length": len(parts)}

    def series(self, name, series, former=None):
        """former: the type that the column had when it came, which it has again where its values are of it."""
        pd = pandas()
        kind = series.dtype
        missing = series.isna().to_numpy()
        if former is not None:
            before = len(self.buffers), self.size
            try:
                return Exact(self).series(former, series, missing)
            except (TypeError, ValueError, OverflowError, AttributeError, KeyError):
                # Other values now: their type is told by themselves.
                del self.buffers[before[0]:]
                self.size = before[1]
        if isinstance(kind, pd.CategoricalDtype):
            codes = series.cat.codes.to_numpy()
            word, words = self.series(name, pd.Series(kind.categories))
            index = {"id": IDS[codes.dtype]}
            shape = {"id": DICTIONARY, "index": index, "value": word, **({"ordered": True} if kind.ordered else {})}
            kind, array = self.plain(shape, np.where(missing, 0, codes).astype(codes.dtype), missing)
            array["dictionary"] = words
            return kind, array
        if isinstance(kind, pd.DatetimeTZDtype):
            values = series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("M8[ns]").view("<i8")
            return self.plain({"id": TIMESTAMP, "unit": 3, "zone": str(kind.tz)}, values, missing)
        if pd.api.types.is_extension_array_dtype(kind):
            if pd.api.types.is_bool_dtype(kind):
                return self.bits(series.to_numpy(bool, na_value=False), missing)
            if pd.api.types.is_integer_dtype(kind):
                plain = kind.numpy_dtype
                return self.plain({"id": IDS[plain]}, series.to_numpy(plain, na_value=0), missing)
            if pd.api.types.is_float_dtype(kind):
                plain = getattr(kind, "numpy_dtype", np.dtype("f8"))
                return self.plain({"id": IDS[plain]}, series.to_numpy(plain, na_value=0), missing)
            if not pd.api.types.is_string_dtype(kind):
                series = series.astype(str)
            return self.pieces(STRING, series.tolist(), missing)
        values = series.to_numpy()
        if kind.kind == "b":
            return self.bits(values, None)
        if kind.kind in "iu":
            return self.plain({"id": IDS[kind.newbyteorder("<")]}, values.astype(kind.newbyteorder("<"), copy=False), None)
        if kind.kind == "f":
            wide = np.dtype("f4") if kind.itemsize < 8 else np.dtype("f8")
            return self.plain({"id": IDS[wide]}, values.astype(wide, copy=False), missing)
        if kind.kind == "M":
            return self.plain({"id": TIMESTAMP, "unit": 3}, np.where(missing, 0, values.astype("M8[ns]").view("<i8")), missing)
        if kind.kind == "m":
            return self.plain({"id": DURATION, "unit": 3}, np.where(missing, 0, values.astype("m8[ns]").view("<i8")), missing)
        if kind.kind == "O":
            return self.objects(name, values.tolist(), missing)
        raise BridgeError(f"The column '{name}' is of type {kind}, which a table in C# does not have.")

    def objects(self, name, values, missing):
        kinds = {type(value) for value, gone in zip(values, missing) if not gone}
        present = [0 if gone else value for value, gone in zip(values, missing)]
        if not kinds:
            return {"id": NULL}, {"places": [-1, 0], "children": [], "length": len(values)}
        if all(issubclass(kind, str) for kind in kinds):
            return self.pieces(STRING, values, missing)
        if all(issubclass(kind, (bool, np.bool_)) for kind in kinds):
            return self.bits(np.array(present, bool), missing)
        if all(issubclass(kind, (int, np.integer)) and not issubclass(kind, bool) for kind in kinds) and all(-(1 << 63) <= int(value) < 1 << 63 for value in present):
            return self.plain({"id": INT64}, np.array(present, np.int64), missing)
        if all(issubclass(kind, (int, float, np.number)) and not issubclass(kind, (bool, complex, np.complexfloating)) for kind in kinds):
            return self.plain({"id": FLOAT64}, np.array(present, np.float64), missing)
        if all(issubclass(kind, bytes) for kind in kinds):
            return self.pieces(BINARY, values, missing)
        if all(issubclass(kind, datetime.datetime) for kind in kinds):
            return self.datetimes(values, missing)
        if all(issubclass(kind, datetime.date) for kind in kinds):
            return self.plain({"id": DATE}, np.array([0 if gone else (value - EPOCH.date()).days for value, gone in zip(values, missing)], "<i4"), missing)
        if all(issubclass(kind, datetime.time) for kind in kinds):
            counts = [0 if gone else ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond for value, gone in zip(values, missing)]
            return self.plain({"id": TIME, "unit": 2}, np.array(counts, "<i8"), missing)
        if all(issubclass(kind, datetime.timedelta) for kind in kinds):
            counts = [0 if gone else value // MICROSECOND for value, gone in zip(values, missing)]
            return self.plain({"id": DURATION, "unit": 2}, np.array(counts, "<i8"), missing)
        if all(issubclass(kind, decimal.Decimal) for kind in kinds):
            return self.decimals(name, values, missing)
        if all(issubclass(kind, Interval) for kind in kinds):
            return self.plain({"id": INTERVAL}, np.array([(0, 0, 0) if gone else tuple(value) for value, gone in zip(values, missing)], "<i4,<i4,<i8"), missing)
        if all(issubclass(kind, dict) for kind in kinds):
            return self.dicts(name, values, missing)
        if all(issubclass(kind, (list, tuple, np.ndarray)) for kind in kinds):
            return self.lists(name, values, missing)
        raise BridgeError(
            f"The column '{name}' mixes {', '.join(sorted(kind.__name__ for kind in kinds))}, which a table in C# does not: frame['{name}'].astype(str) makes text of it.")

    def datetimes(self, values, missing):
        aware = any(value.tzinfo is not None for value, gone in zip(values, missing) if not gone)
        counts = []
        for value, gone in zip(values, missing):
            if gone:
                counts.append(0)
                continue
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None) if value.tzinfo is not None else value
            counts.append((value - EPOCH) // MICROSECOND)
        return self.plain({"id": TIMESTAMP, "unit": 2, **({"zone": "UTC"} if aware else {})}, np.array(counts, "<i8"), missing)

    def decimals(self, name, values, missing):
        present = [value for value, gone in zip(values, missing) if not gone]
        if not all(value.is_finite() for value in present):
            return self.plain({"id": FLOAT64}, np.array([0 if gone else float(value) for value, gone in zip(values, missing)]), missing)
        scale = max(0, *(-value.as_tuple().exponent for value in present), 0)
        raw = bytearray()
        for value, gone in zip(values, missing):
            sign, digits, exponent = (0, (0,), 0) if gone else value.as_tuple()
            whole = int("".join(map(str, digits))) * 10 ** (exponent + scale)
            if whole >= 10 ** 38:
                raise BridgeError(f"The column '{name}' has a decimal of more than 38 digits: frame['{name}'].astype(float) makes it shorter.")
            raw += (-whole if sign else whole).to_bytes(16, "little", signed=True)
        return self.plain_bytes({"id": DECIMAL, "precision": 38, **({"scale": scale} if scale else {})}, raw, missing, len(values))

    def plain_bytes(self, kind, raw, missing, count):
        kind, array = self.plain(kind, np.frombuffer(bytes(raw), np.uint8), missing)
        array["length"] = count
        return kind, array

    def lists(self, name, values, missing):
        pd = pandas()
        parts = [[] if gone else list(value) for value, gone in zip(values, missing)]
        ends = np.zeros(len(parts) + 1, "<i4")
        np.cumsum([len(part) for part in parts], out=ends[1:])
        flat = [item for part in parts for item in part]
        # pandas would make floating-point numbers of integers beside which one is missing.
        inner, below = self.series(name, pd.Series(flat, dtype=object if not flat or any(item is None for item in flat) else None))
        places = self.start(missing)
        self.place(places, ends)
        return ({"id": LIST, "children": [{"name": "item", "type": inner, "nullable": True}]},
                {"places": places, "children": [below], "length": len(values)})

    def dicts(self, name, values, missing):
        """Dictionaries of the same keys are structs, others maps."""
        pd = pandas()
        present = [value for value, gone in zip(values, missing) if not gone]
        keys = list(present[0])
        if keys and all(isinstance(key, str) for key in keys) and all(list(value) == keys for value in present):
            fields, below = [], []
            for key in keys:
                inner, array = self.series(f"{name}.{key}", pd.Series([None if gone else value[key] for value, gone in zip(values, missing)], dtype=object))
                fields.append({"name": key, "type": inner, "nullable": True})
                below.append(array)
            return {"id": STRUCT, "children": fields}, {"places": self.start(missing), "children": below, "length": len(values)}
        parts = [[] if gone else list(value.items()) for value, gone in zip(values, missing)]
        ends = np.zeros(len(parts) + 1, "<i4")
        np.cumsum([len(part) for part in parts], out=ends[1:])
        flat = [pair for part in parts for pair in part]
        kinds, below = zip(*(self.series(name, pd.Series([pair[i] for pair in flat], dtype=object)) for i in (0, 1)))
        places = self.start(missing)
        self.place(places, ends)
        return ({"id": MAP, "children": [{"name": "key", "type": kinds[0]}, {"name": "value", "type": kinds[1], "nullable": True}]},
                {"places": places, "children": [{"places": [-1, 0], "children": list(below), "length": len(flat)}], "length": len(values)})


def written(pieces):
    """Makes a block of pieces of memory, each at its place, and seals it."""
    descriptor = os.memfd_create("sinogram", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        end = 0
        for at, data in pieces:
            if at > end:
                os.lseek(descriptor, at, os.SEEK_SET)
            offset = 0
            while offset < len(data):
                offset += os.write(descriptor, data[offset:offset + (1 << 30)])
            end = at + len(data)
        if os.fstat(descriptor).st_size < end:
            os.ftruncate(descriptor, end)
        fcntl.fcntl(descriptor, ADD_SEALS, SEALS)
        held.append(descriptor)
        return descriptor
    except OSError as error:
        os.close(descriptor)
        raise BridgeError(f"There is no shared memory for the value: {error.strerror}.") from None


def give(name, stays=False):
    """Puts the value of a variable, or of an expression, into blocks and says where they are."""
    release()
    writer = Writer(stays)
    description = json.dumps(writer.value(found(name)), separators=(",", ":")).encode()
    head = len(description).to_bytes(8, "little") + description
    start = -(-len(head) // ALIGNMENT) * ALIGNMENT
    pieces = [(0, memoryview(head.ljust(start, b"\0")))] + [(start + at, data) for at, data in writer.buffers]
    blocks = [written(pieces)] + [written([(at, data) for at, data in table.buffers] or [(0, memoryview(b""))]) for table in writer.tables]
    return Text(json.dumps({"process": os.getpid(), "blocks": blocks}))


def release():
    """Lets go of what was handed over last: descriptors of blocks, and arrays."""
    while held:
        last = held.pop()
        if isinstance(last, int):
            os.close(last)


def found(name):
    names = namespace()
    if name in names:
        return names[name]
    if name.isidentifier():
        near = difflib.get_close_matches(name, [key for key in names if not key.startswith("_")], 1)
        raise BridgeError(f"There is no variable '{name}' in Python." + (f" Did you mean {near[0]}?" if near else ""))
    try:
        return eval(name, names)
    except Exception as error:
        raise BridgeError(f"'{name}' has no value in Python: {type(error).__name__}: {error}") from None


def namespace():
    try:
        return get_ipython().user_ns  # noqa: F821
    except NameError:
        return sys.modules["__main__"].__dict__


def described(value):
    kind = type(value).__name__
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        kind += f" {value.dtype} " + "×".join(map(str, value.shape))
    elif hasattr(value, "shape"):
        kind += " " + "×".join(map(str, value.shape))
    elif isinstance(value, (list, tuple, dict, set, str, bytes)):
        kind += f" {len(value)}"
    if np is not None and isinstance(value, np.ndarray) and value.size > 8:
        text = ", ".join(str(item) for item in value.reshape(-1)[:6].tolist()) + ", …"
    elif isinstance(value, (list, tuple, set, dict)) and len(value) > 8:
        text = repr(type(value)(list(value.items() if isinstance(value, dict) else value)[:6]))[:-1] + ", …"
    elif isinstance(value, (str, bytes)):
        text = repr(value[:100])
    else:
        text = repr(value)
    text = " ".join(text.split())
    return kind, text if len(text) <= 80 else text[:80] + "…"


def variables():
    """Names, types and short values of the variables."""
    hidden = {"In", "Out", "exit", "quit", "get_ipython", "open"}
    rows = []
    for name, value in list(namespace().items()):
        if name.startswith("_") or name in hidden or isinstance(value, (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)):
            continue
        try:
            kind, text = described(value)
        except Exception as error:
            kind, text = type(value).__name__, f"<{type(error).__name__}>"
        rows.append([name, kind, text])
    return Text(json.dumps(rows))
