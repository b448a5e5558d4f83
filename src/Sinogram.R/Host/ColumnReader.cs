using System.Text.Unicode;
using Sinogram.Data;
using Sinogram.Data.Buffers;
using Sinogram.R.Interop;

namespace Sinogram.R.Host;

/// <summary>
/// R vectors as columns. Numbers are seen where R has them, without copying: the column is valid only while the caller protects the R value.
/// NA becomes null; NaN stays a number that is none.
/// </summary>
internal sealed unsafe class ColumnReader(RRuntime runtime)
{
    private const int MicrosecondsPerSecond = 1_000_000;
    private const long MicrosecondsPerDay = 86_400L * MicrosecondsPerSecond;

    /// <summary>Reads what <c>export_column</c> of the runtime script has prepared: a list of kind, data and details.</summary>
    /// <exception cref="RConversionException">Values that the column type cannot hold.</exception>
    internal Column Read(string name, nint prepared)
    {
        var data = LibR.VECTOR_ELT(prepared, 1);
        var length = checked((int)LibR.Rf_xlength(data));
        return RRuntime.StringAt(LibR.VECTOR_ELT(prepared, 0), 0) switch
        {
            "logical" => Logical(name, (int*)LibR.DATAPTR(data), length),
            "integer" => Integers(new Field(name, DataType.Int32), (int*)LibR.DATAPTR(data), length),
            "double" => Doubles(name, (double*)LibR.DATAPTR(data), length),
            "integer64" => Integers64(name, (long*)LibR.DATAPTR(data), length),
            "character" => Text(name, data, length),
            "raw" => Column.FromBuffers(new Field(name, DataType.UInt8), length, null, [Seen(LibR.DATAPTR(data), length)]),
            "factor" => Factor(name, prepared, (int*)LibR.DATAPTR(data), length),
            "date" => Dates(name, (double*)LibR.DATAPTR(data), length),
            "timestamp" => Times(
                new Field(name, new TimestampType(TimeUnit.Microsecond, RRuntime.StringAt(LibR.VECTOR_ELT(prepared, 2), 0))), (double*)LibR.DATAPTR(data), length),
            "duration" => Times(new Field(name, DataType.Duration), (double*)LibR.DATAPTR(data), length),
            "time" => TimeOfDay(name, (double*)LibR.DATAPTR(data), length),
            "list" => List(name, prepared, (int*)LibR.DATAPTR(data), length),
            var kind => throw new RHostException($"R offers a column of unknown kind '{kind}'."),
        };
    }

    private static ArrowBuffer Seen(void* address, long bytes) => ArrowBuffer.Foreign(typeof(ColumnReader), (byte*)address, bytes);

    private static Column Logical(string name, int* values, int length)
    {
        var bits = ArrowBuffer.Allocate(RBits.ByteCount(length), zeroed: true);
        var missing = false;
        for (var i = 0; i < length; i++)
        {
            missing |= values[i] == int.MinValue;
            if (values[i] is not 0 and not int.MinValue)
            {
                bits.Address[i >> 3] |= (byte)(1 << (i & 7));
            }
        }

        return Column.FromBuffers(new Field(name, DataType.Bool), length, missing ? RBits.Where(length, i => values[i] != int.MinValue) : null, [bits]);
    }

    private static Column Integers(Field field, int* values, int length) => Column.FromBuffers(
        field, length, RBits.OfIntegers(new ReadOnlySpan<int>(values, length)), [Seen(values, (long)length * sizeof(int))]);

    private static Column Doubles(string name, double* values, int length) => Column.FromBuffers(
        new Field(name, DataType.Float64), length, RBits.OfDoubles(new ReadOnlySpan<double>(values, length)), [Seen(values, (long)length * sizeof(double))]);

    private static Column Integers64(string name, long* values, int length)
    {
        var missing = new ReadOnlySpan<long>(values, length).Contains(long.MinValue);
        return Column.FromBuffers(
            new Field(name, DataType.Int64), length, missing ? RBits.Where(length, i => values[i] != long.MinValue) : null, [Seen(values, (long)length * sizeof(long))]);
    }

    private Column Text(string name, nint vector, int length)
    {
        var texts = (nint*)LibR.STRING_PTR_RO(vector);
        var missing = runtime.MissingString;
        long size = 0;
        var hasMissing = false;
        for (var i = 0; i < length; i++)
        {
            hasMissing |= texts[i] == missing;
            size += texts[i] == missing ? 0 : LibR.LENGTH(texts[i]);
        }

        if (size > int.MaxValue)
        {
            throw new RConversionException($"The text of '{name}' is longer than 2 GiB: take the column in parts.");
        }

        var offsets = ArrowBuffer.Allocate((length + 1L) * sizeof(int));
        var bytes = ArrowBuffer.Allocate(size);
        var at = 0;
        for (var i = 0; i < length; i++)
        {
            ((int*)offsets.Address)[i] = at;
            if (texts[i] != missing)
            {
                var count = LibR.LENGTH(texts[i]);
                new ReadOnlySpan<byte>(LibR.R_CHAR(texts[i]), count).CopyTo(new Span<byte>(bytes.Address + at, count));
                at += count;
            }
        }

        ((int*)offsets.Address)[length] = at;
        if (!Utf8.IsValid(new ReadOnlySpan<byte>(bytes.Address, at)))
        {
            throw new RConversionException($"'{name}' holds text in an unknown encoding: convert it in R, for example iconv({name}, \"latin1\", \"UTF-8\").");
        }

        return Column.FromBuffers(new Field(name, DataType.String), length, hasMissing ? RBits.Where(length, i => texts[i] != missing) : null, [offsets, bytes]);
    }

    private Column Factor(string name, nint prepared, int* codes, int length)
    {
        var levels = LibR.VECTOR_ELT(prepared, 2);
        var words = Text(name, levels, (int)LibR.Rf_xlength(levels));
        var ordered = *(int*)LibR.DATAPTR(LibR.VECTOR_ELT(prepared, 3)) == 1;
        var indices = ArrowBuffer.Allocate((long)length * sizeof(int));
        var missing = false;
        for (var i = 0; i < length; i++)
        {
            missing |= codes[i] == int.MinValue;
            ((int*)indices.Address)[i] = codes[i] == int.MinValue ? 0 : codes[i] - 1;
        }

        var field = new Field(name, new DictionaryType(DataType.Int32, DataType.String, ordered));
        return Column.FromBuffers(field, length, missing ? RBits.Where(length, i => codes[i] != int.MinValue) : null, [indices], dictionary: words);
    }

    /// <summary>Days; R allows fractions, which belong to the day that they lie in.</summary>
    private static Column Dates(string name, double* days, int length)
    {
        var whole = ArrowBuffer.Allocate((long)length * sizeof(int));
        for (var i = 0; i < length; i++)
        {
            var day = Math.Floor(days[i]);
            ((int*)whole.Address)[i] = double.IsNaN(day) ? 0
                : Math.Abs(day) <= int.MaxValue ? (int)day
                : throw new RConversionException($"Row {i} of '{name}' is no date that a column can hold.");
        }

        return Column.FromBuffers(new Field(name, DataType.Date), length, Present(days, length), [whole]);
    }

    private static Column TimeOfDay(string name, double* seconds, int length)
    {
        for (var i = 0; i < length; i++)
        {
            if (seconds[i] < 0 || seconds[i] * MicrosecondsPerSecond >= MicrosecondsPerDay)
            {
                return Times(new Field(name, DataType.Duration), seconds, length);
            }
        }

        return Times(new Field(name, DataType.Time), seconds, length);
    }

    /// <summary>Seconds to the nearest microsecond, which is exact for every time that was microseconds before (to the year 2255).</summary>
    private static Column Times(Field field, double* seconds, int length)
    {
        var counts = ArrowBuffer.Allocate((long)length * sizeof(long));
        for (var i = 0; i < length; i++)
        {
            var count = Math.Round(seconds[i] * MicrosecondsPerSecond);
            ((long*)counts.Address)[i] = double.IsNaN(count) ? 0
                : Math.Abs(count) < long.MaxValue ? (long)count
                : throw new RConversionException($"Row {i} of '{field.Name}' is no time that a column can hold.");
        }

        return Column.FromBuffers(field, length, Present(seconds, length), [counts]);
    }

    private static ArrowBuffer? Present(double* values, int length)
    {
        for (var i = 0; i < length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                return RBits.Where(length, index => !double.IsNaN(values[index]));
            }
        }

        return null;
    }

    private Column List(string name, nint prepared, int* sizes, int length)
    {
        var elements = Read("item", LibR.VECTOR_ELT(prepared, 2));
        var offsets = ArrowBuffer.Allocate((length + 1L) * sizeof(int));
        var (at, missing) = (0, false);
        for (var i = 0; i < length; i++)
        {
            ((int*)offsets.Address)[i] = at;
            missing |= sizes[i] == int.MinValue;
            at += sizes[i] == int.MinValue ? 0 : sizes[i];
        }

        ((int*)offsets.Address)[length] = at;
        return Column.FromBuffers(
            new Field(name, DataType.List(elements.Type)), length, missing ? RBits.Where(length, i => sizes[i] != int.MinValue) : null, [offsets], [elements]);
    }
}
