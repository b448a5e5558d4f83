using System.Runtime.CompilerServices;
using System.Text;

namespace Sinogram.Data.Tests;

/// <summary>What a caller took of a column is good however soon the collector takes the column.</summary>
public sealed class ColumnSpansTests
{
    private const int Rows = 1_000_000;

    [Fact]
    public void Spans_of_a_large_result_outlive_its_table()
    {
        var numbers = Numbers();
        var validity = Validity();
        Texts(out var offsets, out var bytes);
        for (var round = 0; round < 2; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        long sum = 0;
        foreach (var number in numbers) { sum += number; }
        var there = 0;
        foreach (var bits in validity) { there += int.PopCount(bits); }
        Assert.Equal(Rows * (Rows - 1L) / 2, sum);
        Assert.Equal(Rows * 16 * 9 / 10, there);
        Assert.Equal(bytes.Length, offsets[^1]);
        Assert.Equal("row 999999", Encoding.UTF8.GetString(bytes[offsets[^2]..offsets[^1]]));
    }

    [Fact]
    public void A_column_and_its_windows_give_their_values_from_one_place()
    {
        var large = Large("SELECT range AS x FROM range(1000000)")["x"];

        Assert.True(Unsafe.AreSame(in large.Values<long>()[10], in large.Values<long>()[10]));
        Assert.True(Unsafe.AreSame(in large.Values<long>()[10], in large.Slice(10, 5).Values<long>()[0]));
    }

    // Not inlined, so that nothing but the span is left of the table.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<long> Numbers() => Large("SELECT range AS x FROM range(1000000)")["x"].Values<long>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<byte> Validity() => Large("SELECT CASE WHEN range % 10 > 0 THEN range::UTINYINT END AS x FROM (SELECT range % 250 AS range FROM range(16000000))")["x"].ValidityBits;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Texts(out ReadOnlySpan<int> offsets, out ReadOnlySpan<byte> bytes)
    {
        var column = Large("SELECT 'row ' || range AS x FROM range(1000000)")["x"];
        offsets = column.Offsets;
        bytes = column.Bytes;
    }

    private static Table Large(string sql)
    {
        using var engine = new DuckDbEngine();
        return engine.Query(sql, CancellationToken.None);
    }
}
