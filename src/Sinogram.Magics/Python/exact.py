# The second part of the module that bridge.py begins: types that a table had, given back to columns whose values are still of them.

NANOSECONDS = [1_000_000_000, 1_000_000, 1_000, 1]
INTEGERS = tuple(np.dtype(name).type for number, name in NUMBERS.items() if number not in (FLOAT32, FLOAT64)) if np else ()


class Exact:
    """Columns of a type that is given: values that are not of it are refused."""

    def __init__(self, columns):
        self.columns = columns

    def series(self, kind, series, missing):
        pd = pandas()
        number = kind["id"]
        if isinstance(series.dtype, pd.CategoricalDtype):
            codes = np.where(missing, 0, series.cat.codes.to_numpy())
            if number != DICTIONARY or kind.get("ordered", False) != bool(series.cat.ordered):
                raise TypeError
            words = series.cat.categories
            index = np.dtype(NUMBERS[kind["index"]["id"]])
            if len(words) and len(words) - 1 > np.iinfo(index).max:
                raise OverflowError
            kind_of, array = self.columns.plain(kind, codes.astype(index), missing)
            array["dictionary"] = self.values(kind["value"], list(words), np.zeros(len(words), bool))[1]
            return kind_of, array
        if number in (TIMESTAMP, DURATION) and series.dtype.kind in "mM":
            zone = getattr(series.dtype, "tz", None)
            if number == DURATION and series.dtype.kind == "M" or number == TIMESTAMP and (series.dtype.kind == "m" or (str(zone) if zone else None) != kind.get("zone")):
                raise TypeError
            plain = series.dt.tz_convert("UTC").dt.tz_localize(None) if zone else series
            counts = plain.to_numpy(f"{series.dtype.kind}8[ns]").view("<i8")
            return self.columns.plain(kind, self.counted(kind, np.where(missing, 0, counts)), missing)
        if series.dtype.kind != "O":
            raise TypeError
        return self.values(kind, series.tolist(), missing)

    @staticmethod
    def counted(kind, nanoseconds):
        step = NANOSECONDS[kind.get("unit", 0)]
        counts, rest = np.divmod(nanoseconds, step)
        if rest.any():
            raise ValueError
        return counts.astype("<i8")

    def values(self, kind, values, missing=None):
        """Python objects; inside of others only None is missing."""
        number = kind.get("id", NULL)
        if missing is None:
            missing = np.fromiter((value is None for value in values), bool, len(values))
        present = [value for value, gone in zip(values, missing) if not gone]

        def all_are(*types):
            if not all(type(value) in types for value in present):
                raise TypeError

        def filled(empty):
            return [empty if gone else value for value, gone in zip(values, missing)]

        if number == BOOL:
            all_are(bool, np.bool_)
            return self.columns.bits(np.array(filled(False), bool), missing)
        if number in NUMBERS:
            wanted = np.dtype(NUMBERS[number])
            if wanted.kind == "f":
                all_are(float, np.float32, np.float64)
                numbers = np.array(filled(0.0), np.float64)
                if not np.array_equal(numbers.astype(wanted).astype(np.float64), numbers, equal_nan=True):
                    raise ValueError
            else:
                all_are(int, *INTEGERS)
                numbers = filled(0)
                if numbers and not np.iinfo(wanted).min <= min(numbers) <= max(numbers) <= np.iinfo(wanted).max:
                    raise OverflowError
            return self.columns.plain(kind, np.array(numbers, wanted), missing)
        if number in (STRING, BINARY):
            all_are(str if number == STRING else bytes)
            return self.columns.pieces(number, values, missing)
        if number == DATE:
            all_are(datetime.date)
            return self.columns.plain(kind, np.array([(value - EPOCH.date()).days for value in filled(EPOCH.date())], "<i4"), missing)
        if number == TIME:
            all_are(datetime.time)
            counts = [((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond for value in filled(datetime.time())]
            return self.columns.plain(kind, self.counted(kind, np.array(counts, np.int64) * 1000), missing)
        if number in (TIMESTAMP, DURATION):
            pd = pandas()
            if number == DURATION:
                counts = [pd.Timedelta(value).value for value in present]
            else:
                moments = [pd.Timestamp(value) for value in present]
                if any((moment.tzinfo is not None) != ("zone" in kind) for moment in moments):
                    raise TypeError
                counts = [moment.value for moment in moments]
            numbers = np.zeros(len(values), np.int64)
            numbers[~missing] = counts
            return self.columns.plain(kind, self.counted(kind, numbers), missing)
        if number == DECIMAL:
            all_are(decimal.Decimal)
            raw = bytearray()
            for value in filled(decimal.Decimal(0)):
                sign, digits, exponent = value.as_tuple()
                shift = exponent + kind.get("scale", 0)
                whole = int("".join(map(str, digits)))
                whole, rest = (whole * 10 ** shift, 0) if shift >= 0 else divmod(whole, 10 ** -shift)
                if rest or whole >= 10 ** kind["precision"]:
                    raise ValueError
                raw += (-whole if sign else whole).to_bytes(16, "little", signed=True)
            return self.columns.plain_bytes(kind, raw, missing, len(values))
        if number == INTERVAL:
            all_are(Interval)
            return self.columns.plain(kind, np.array([tuple(value) for value in filled((0, 0, 0))], "<i4,<i4,<i8"), missing)
        if number == LIST:
            all_are(list, tuple, np.ndarray)
            parts = [list(value) for value in filled(())]
            below = [self.values(kind["children"][0]["type"], [item for part in parts for item in part])]
        elif number == STRUCT:
            all_are(dict)
            names = [child["name"] for child in kind["children"]]
            if any(list(value) != names for value in present):
                raise KeyError
            below = [self.values(child["type"], [None if gone else value[child["name"]] for value, gone in zip(values, missing)]) for child in kind["children"]]
        elif number == MAP:
            all_are(dict)
            parts = [list(value.items()) for value in filled({})]
            flat = [pair for part in parts for pair in part]
            pairs = [self.values(child["type"], [pair[i] for pair in flat])[1] for i, child in enumerate(kind["children"])]
            below = [(None, {"places": [-1, 0], "children": pairs, "length": len(flat)})]
        else:
            raise TypeError
        places = self.columns.start(missing)
        if number != STRUCT:
            self.columns.place(places, np.concatenate(([0], np.cumsum([len(part) for part in parts]))).astype("<i4"))
        return kind, {"places": places, "children": [array for _, array in below], "length": len(values)}
