using System.Runtime.InteropServices;
using Sinogram.Data;
using Sinogram.R.Interop;

namespace Sinogram.R.Host;

/// <summary>Columns of truth values and numbers as R vectors; each is kept by the scope that is given.</summary>
/// <param name="runtime">Makes the vectors.</param>
/// <param name="setClass">Gives a vector a class.</param>
internal sealed unsafe class NumberWriter(RRuntime runtime, Action<nint, string> setClass)
{
    private const long LargestExact = 1L << 53;

    /// <summary>Truth values.</summary>
    internal nint Logical(Column column, ProtectScope scope)
    {
        var vector = scope.Keep(runtime.NewVector("logical", column.Length));
        var target = (int*)LibR.DATAPTR(vector);
        var bits = column.BoolBits;
        var offset = column.BitOffset;
        for (var i = 0; i < column.Length; i++)
        {
            target[i] = column.IsNull(i) ? int.MinValue : (bits[(offset + i) >> 3] >> ((offset + i) & 7)) & 1;
        }

        return vector;
    }

    /// <summary>Integers that every R integer can hold.</summary>
    internal nint Small<T>(Column column, ProtectScope scope)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var vector = scope.Keep(runtime.NewVector("integer", column.Length));
        var target = (int*)LibR.DATAPTR(vector);
        var values = column.Values<T>();
        for (var i = 0; i < values.Length; i++)
        {
            target[i] = column.IsNull(i) ? int.MinValue : int.CreateChecked(values[i]);
        }

        return vector;
    }

    /// <summary>32-bit integers: an R integer vector, or doubles where one is the number that R uses for NA.</summary>
    internal nint Integers(Column column, ProtectScope scope)
    {
        var values = column.Values<int>();
        for (var at = values.IndexOf(int.MinValue); at >= 0;)
        {
            if (!column.IsNull(at))
            {
                // R's NA is this very number: the column becomes one of doubles, which hold every 32-bit integer.
                return Converted<int>(column, scope, value => value);
            }

            var next = values[(at + 1)..].IndexOf(int.MinValue);
            at = next < 0 ? -1 : at + 1 + next;
        }

        var vector = scope.Keep(runtime.NewVector("integer", column.Length));
        var target = (int*)LibR.DATAPTR(vector);
        values.CopyTo(new Span<int>(target, values.Length));
        for (var i = 0; column.NullCount > 0 && i < values.Length; i++)
        {
            if (column.IsNull(i))
            {
                target[i] = int.MinValue;
            }
        }

        return vector;
    }

    /// <summary>64-bit floating point, bit for bit.</summary>
    internal nint Doubles(Column column, ProtectScope scope)
    {
        var vector = scope.Keep(runtime.NewVector("double", column.Length));
        var values = MemoryMarshal.Cast<double, ulong>(column.Values<double>());
        var target = (ulong*)LibR.DATAPTR(vector);
        values.CopyTo(new Span<ulong>(target, values.Length));
        for (var i = RBits.AnyMissing(values) ? 0 : values.Length; i < values.Length; i++)
        {
            // A NaN that happens to look like R's NA is still a NaN.
            if (RBits.IsMissing(values[i]))
            {
                target[i] = RBits.PlainNaN;
            }
        }

        MarkMissing(column, target);
        return vector;
    }

    /// <summary>Doubles of values of another kind.</summary>
    internal nint Converted<T>(Column column, ProtectScope scope, Func<T, double> convert)
        where T : unmanaged
    {
        var vector = scope.Keep(runtime.NewVector("double", column.Length));
        var target = (double*)LibR.DATAPTR(vector);
        var values = column.Values<T>();
        for (var i = 0; i < values.Length; i++)
        {
            target[i] = convert(values[i]);
        }

        MarkMissing(column, (ulong*)target);
        return vector;
    }

    private static void MarkMissing(Column column, ulong* target)
    {
        for (var i = 0; column.NullCount > 0 && i < column.Length; i++)
        {
            if (column.IsNull(i))
            {
                target[i] = RBits.MissingBits;
            }
        }
    }

    /// <summary>64-bit integers: doubles, or <c>integer64</c> where those cannot hold them.</summary>
    internal nint Integers64(Column column, ProtectScope scope)
    {
        var values = column.Values<long>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is > LargestExact or < -LargestExact && !column.IsNull(i))
            {
                return AsBit64(column, values, scope);
            }
        }

        return Converted<long>(column, scope, value => value);
    }

    private nint AsBit64(Column column, ReadOnlySpan<long> values, ProtectScope scope)
    {
        if (*(int*)LibR.DATAPTR(runtime.Call("has_bit64")) != 1)
        {
            throw Refusal(column, "holds 64-bit integers beyond 2^53, which R's numbers cannot hold exactly: apt-get install r-cran-bit64, or convert the column to text or double first");
        }

        var vector = scope.Keep(runtime.NewVector("double", column.Length));
        var target = (long*)LibR.DATAPTR(vector);
        for (var i = 0; i < values.Length; i++)
        {
            target[i] = column.IsNull(i) ? long.MinValue
                : values[i] != long.MinValue ? values[i]
                : throw Refusal(column, "holds the smallest 64-bit integer, which bit64 uses for NA");
        }

        setClass(vector, "integer64");
        return vector;
    }

    /// <summary>Unsigned 64-bit integers, as doubles.</summary>
    internal nint Unsigned64(Column column, ProtectScope scope)
    {
        var values = column.Values<ulong>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] > LargestExact && !column.IsNull(i))
            {
                throw Refusal(column, "holds unsigned 64-bit integers beyond 2^53, which R cannot hold exactly: convert the column to text or double first");
            }
        }

        return Converted<ulong>(column, scope, value => value);
    }

    /// <summary>R has no decimals: each becomes the nearest double.</summary>
    internal nint Decimals(Column column, ProtectScope scope)
    {
        var vector = scope.Keep(runtime.NewVector("double", column.Length));
        column.ToDoubles().CopyTo(new Span<double>(LibR.DATAPTR(vector), (int)column.Length));
        MarkMissing(column, (ulong*)LibR.DATAPTR(vector));
        return vector;
    }

    private static RConversionException Refusal(Column column, string why) => new($"Column '{column.Name}' {why}.");
}
