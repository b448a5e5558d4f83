using Sinogram.Data;
using Sinogram.R.Interop;

namespace Sinogram.R.Host;

/// <summary>
/// Columns as R vectors. Null becomes NA. Integers that an R integer cannot hold become doubles; 64-bit integers beyond 2^53 become
/// <c>integer64</c> of the bit64 package, or are refused. The caller protects what it gets.
/// </summary>
internal sealed unsafe class ColumnWriter
{
    private readonly RRuntime _runtime;
    private readonly NumberWriter _numbers;

    internal ColumnWriter(RRuntime runtime)
    {
        _runtime = runtime;
        _numbers = new NumberWriter(runtime, (vector, name) => SetClass(vector, name));
    }

    /// <summary>Makes the R vector of a column.</summary>
    /// <exception cref="RConversionException">A value has no equal in R.</exception>
    internal nint Write(Column column)
    {
        using var scope = new ProtectScope();
        return column.Type switch
        {
            DictionaryType => Dictionary(column, scope),
            TimestampType instant => Timestamp(column, instant, scope),
            TimeType time => Elapsed(column, time.Unit, ["hms", "difftime"], scope),
            DurationType duration => Elapsed(column, duration.Unit, ["difftime"], scope),
            ListType => List(column, scope),
            _ => column.Type.Id switch
            {
                TypeId.Null => Filled("logical", column, scope, (int* target, int _) => *target = int.MinValue),
                TypeId.Bool => _numbers.Logical(column, scope),
                TypeId.Int8 => _numbers.Small<sbyte>(column, scope),
                TypeId.Int16 => _numbers.Small<short>(column, scope),
                TypeId.UInt8 => _numbers.Small<byte>(column, scope),
                TypeId.UInt16 => _numbers.Small<ushort>(column, scope),
                TypeId.Int32 => _numbers.Integers(column, scope),
                TypeId.UInt32 => _numbers.Converted<uint>(column, scope, value => value),
                TypeId.Int64 => _numbers.Integers64(column, scope),
                TypeId.UInt64 => _numbers.Unsigned64(column, scope),
                TypeId.Float32 => _numbers.Converted<float>(column, scope, value => value),
                TypeId.Float64 => _numbers.Doubles(column, scope),
                TypeId.Decimal => _numbers.Decimals(column, scope),
                TypeId.Date => WithClass(_numbers.Converted<int>(column, scope, days => days), scope, "Date"),
                TypeId.String => Text(column, scope),
                _ => throw new RConversionException($"Column '{column.Name}' is {column.Type}, which R data frames do not hold: leave it out, or make text of it."),
            },
        };
    }

    /// <summary>A character vector.</summary>
    internal nint Strings(IReadOnlyList<string> texts)
    {
        using var scope = new ProtectScope();
        var vector = scope.Keep(_runtime.NewVector("character", texts.Count));
        for (var i = 0; i < texts.Count; i++)
        {
            SetText(vector, i, System.Text.Encoding.UTF8.GetBytes(texts[i]), texts[i]);
        }

        return vector;
    }

    /// <summary>A data frame of columns of one length.</summary>
    internal nint Frame(IReadOnlyList<Column> columns)
    {
        using var scope = new ProtectScope();
        var frame = scope.Keep(List(columns));
        var rows = scope.Keep(_runtime.NewVector("integer", 2));

        // R's short form of row names 1 to n.
        var numbers = (int*)LibR.DATAPTR(rows);
        numbers[0] = int.MinValue;
        numbers[1] = columns.Count == 0 ? 0 : -checked((int)columns[0].Length);
        LibR.Rf_setAttrib(frame, LibR.Rf_install("row.names"), rows);
        SetClass(frame, "data.frame");
        return frame;
    }

    /// <summary>A list of columns under their names.</summary>
    internal nint List(IReadOnlyList<Column> columns)
    {
        using var scope = new ProtectScope();
        var list = scope.Keep(_runtime.NewVector("list", columns.Count));
        for (var i = 0; i < columns.Count; i++)
        {
            LibR.SET_VECTOR_ELT(list, i, Write(columns[i]));
        }

        var names = scope.Keep(Strings([.. columns.Select(column => column.Name)]));
        LibR.Rf_setAttrib(list, LibR.Rf_install("names"), names);
        return list;
    }

    internal void SetClass(nint value, params IReadOnlyList<string> classes)
    {
        using var scope = new ProtectScope();
        LibR.Rf_setAttrib(value, LibR.Rf_install("class"), scope.Keep(Strings(classes)));
    }

    private delegate void Fill<T>(T* target, int index)
        where T : unmanaged;

    private nint Filled<T>(string mode, Column column, ProtectScope scope, Fill<T> fill)
        where T : unmanaged
    {
        var vector = scope.Keep(_runtime.NewVector(mode, column.Length));
        var target = (T*)LibR.DATAPTR(vector);
        for (var i = 0; i < column.Length; i++)
        {
            fill(target + i, i);
        }

        return vector;
    }

    private nint Timestamp(Column column, TimestampType type, ProtectScope scope)
    {
        var seconds = scope.Keep(Seconds(column, type.Unit, scope));

        // A wall-clock time has no zone: as UTC, R shows the same digits on every machine.
        LibR.Rf_setAttrib(seconds, LibR.Rf_install("tzone"), scope.Keep(RRuntime.Text(type.Zone ?? "UTC")));
        return WithClass(seconds, scope, "POSIXct", "POSIXt");
    }

    private nint Elapsed(Column column, TimeUnit unit, string[] classes, ProtectScope scope)
    {
        var seconds = scope.Keep(Seconds(column, unit, scope));
        LibR.Rf_setAttrib(seconds, LibR.Rf_install("units"), scope.Keep(RRuntime.Text("secs")));
        return WithClass(seconds, scope, classes);
    }

    private nint Seconds(Column column, TimeUnit unit, ProtectScope scope)
    {
        var perSecond = unit switch { TimeUnit.Second => 1.0, TimeUnit.Millisecond => 1e3, TimeUnit.Microsecond => 1e6, _ => 1e9 };
        return _numbers.Converted<long>(column, scope, value => value / perSecond);
    }

    private nint WithClass(nint vector, ProtectScope scope, params IReadOnlyList<string> classes)
    {
        scope.Keep(vector);
        SetClass(vector, classes);
        return vector;
    }

    private nint Text(Column column, ProtectScope scope)
    {
        var vector = scope.Keep(_runtime.NewVector("character", column.Length));
        var offsets = column.Offsets;
        var bytes = column.Bytes;
        for (var i = 0; i < column.Length; i++)
        {
            if (column.IsNull(i))
            {
                LibR.SET_STRING_ELT(vector, i, _runtime.MissingString);
            }
            else
            {
                SetText(vector, i, bytes[offsets[i]..offsets[i + 1]], column.Name);
            }
        }

        return vector;
    }

    private static void SetText(nint vector, int index, ReadOnlySpan<byte> text, string where)
    {
        if (text.Contains((byte)0))
        {
            throw new RConversionException($"Text {index} of '{where.Replace('\0', '?')}' contains a zero character, which R text cannot.");
        }

        fixed (byte* start = text)
        {
            LibR.SET_STRING_ELT(vector, index, LibR.Rf_mkCharLenCE(start, text.Length, LibR.CE_UTF8));
        }
    }

    private nint Dictionary(Column column, ProtectScope scope)
    {
        var words = column.Dictionary!;
        var type = (DictionaryType)column.Type;
        var values = scope.Keep(Write(words));
        var index = scope.Keep(Filled("integer", column, scope, (int* target, int i) => *target = column.IsNull(i) ? int.MinValue : 1 + Index(column, type, i)));
        var isFactor = words.Type.Id == TypeId.String && words.NullCount == 0 && words.As<string>().Distinct(StringComparer.Ordinal).Count() == words.Length;
        if (!isFactor)
        {
            return _runtime.Call("pick", values, index);
        }

        LibR.Rf_setAttrib(index, LibR.Rf_install("levels"), values);
        return WithClass(index, scope, type.Ordered ? ["ordered", "factor"] : ["factor"]);
    }

    private static int Index(Column column, DictionaryType type, int at) => checked((int)(type.Index.Id switch
    {
        TypeId.Int8 => column.Values<sbyte>()[at],
        TypeId.UInt8 => column.Values<byte>()[at],
        TypeId.Int16 => column.Values<short>()[at],
        TypeId.UInt16 => column.Values<ushort>()[at],
        TypeId.UInt32 => column.Values<uint>()[at],
        TypeId.Int64 => column.Values<long>()[at],
        TypeId.UInt64 => (long)column.Values<ulong>()[at],
        _ => column.Values<int>()[at],
    }));

    private nint List(Column column, ProtectScope scope)
    {
        var elements = scope.Keep(Write(column.Children[0]));
        var from = scope.Keep(Filled("integer", column, scope, (int* target, int i) => *target = column.Offsets[i]));
        var sizes = scope.Keep(Filled("integer", column, scope, (int* target, int i) => *target = column.IsNull(i) ? int.MinValue : column.Offsets[i + 1] - column.Offsets[i]));
        return _runtime.Call("split_rows", elements, from, sizes);
    }
}
