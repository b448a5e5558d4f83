using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Unicode;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;
using Sinogram.Data.Builders;

namespace Sinogram.Data.Arrow;

/// <summary>
/// Layouts that columns do not have, made into those that they have: views of text, list views, runs, and unions, which become a struct of a tag and one nullable
/// field for each kind of value.
/// </summary>
internal static class WireLayouts
{
    /// <summary>The field of a union that names the kind of each value.</summary>
    public const string Tag = "tag";
    private const int MostRuns = 1 << 28;

    /// <summary>The type that a union becomes.</summary>
    public static StructType Union(IReadOnlyList<WireField> children)
    {
        var tag = Tag;
        while (children.Any(c => c.Field.Name == tag)) { tag += "_"; }
        return new StructType([new Field(tag, DataType.Dictionary(DataType.String)), .. children.Select((c, i) => c.Field with { Name = NameOf(c, i), Nullable = true })]);
    }

    public static ArrayData ImportUnion(WireField field, ArrayNode node)
    {
        var (length, offset) = ((int)node.Length, (int)node.Offset);
        var codes = Required(field, node, 0, length + offset).Read<sbyte>(offset, length);
        var dense = field.Size == 1;
        var offsets = dense ? Required(field, node, 1, (length + offset) * 4L).Read<int>(offset, length) : [];
        var childOf = new int[256];
        Array.Fill(childOf, -1);
        for (var i = 0; i < field.Children.Length; i++) { childOf[(byte)(sbyte)(field.Codes.IsDefaultOrEmpty ? i : field.Codes[i])] = i; }
        var rows = field.Children.Select(_ => new int[length]).ToArray();
        foreach (var row in rows) { Array.Fill(row, Gather.Missing); }
        var tags = new FixedBuilder<int>(DataType.Int32, length);
        for (var i = 0; i < length; i++)
        {
            var child = childOf[(byte)codes[i]];
            if (child < 0) { throw new ArrowFormatException($"Field '{field.Field.Name}' has a value of the kind {codes[i]}, which the union does not have."); }
            rows[child][i] = dense ? offsets[i] : offset + i;
            if (rows[child][i] < 0) { throw new ArrowFormatException($"Field '{field.Field.Name}' has a negative offset."); }
            tags.Append(child);
        }
        var names = new BytesBuilder(DataType.String);
        for (var i = 0; i < field.Children.Length; i++) { names.Append(NameOf(field.Children[i], i)); }
        var tag = new ArrayData(DataType.Dictionary(DataType.String), length, null, tags.Build().Buffers, dictionary: names.Build());
        var children = field.Children.Select((c, i) => Gather.TakeOrNull(ArrayImport.Import(c, node.Child(i)), rows[i]));
        return new ArrayData(field.Field.Type, length, null, [], [tag, .. children]);
    }

    public static ArrayData ImportRuns(WireField field, ArrayNode node)
    {
        if (node.Length > MostRuns) { throw new ArrowFormatException($"Field '{field.Field.Name}' has {node.Length:N0} values in runs; at most {MostRuns:N0} are written out."); }
        var ends = ArrayImport.Import(field.Children[0], node.Child(0));
        var values = ArrayImport.Import(field.Children[1], node.Child(1));
        var rows = new int[node.Length];
        long filled = -node.Offset;
        long last = 0;
        for (var run = 0; run < ends.Length && filled < rows.Length; run++)
        {
            long end = ends.Type.Id switch { TypeId.Int16 => ends.Value<short>(run), TypeId.Int32 => ends.Value<int>(run), _ => ends.Value<long>(run) };
            if (end <= last || run >= values.Length) { throw new ArrowFormatException($"Field '{field.Field.Name}' has runs whose ends do not rise, or fewer values than runs."); }
            last = end;
            for (end = Math.Min(end - node.Offset, rows.Length); filled < end; filled++)
            {
                if (filled >= 0) { rows[filled] = run; }
            }
        }
        if (filled < rows.Length) { throw new ArrowFormatException($"Field '{field.Field.Name}' has runs that end before its {node.Length:N0} values."); }
        return Gather.Take(values, rows);
    }

    public static ImmutableArray<ArrowBuffer> ImportView(WireField field, ArrayNode node, ArrowBuffer? validity, int total)
    {
        var views = Required(field, node, 1, total * 16L);
        var parts = Enumerable.Range(0, node.VariadicCount).Select(i => Required(field, node, 2 + i, node.VariadicLength(i))).ToArray();
        var offsets = ArrowBuffer.Allocate((total + 1L) * 4);
        var to = offsets.Span<int>();
        long end = 0;
        to[0] = 0;
        for (var i = 0; i < total; i++)
        {
            var length = validity is not null && !Bitmap.Get(validity.Read<byte>(), i) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(views.Read<byte>(i * 16L, 4));
            if (length < 0 || (end += length) > Array.MaxLength) { throw new ArrowFormatException($"Field '{field.Field.Name}' has a view of negative length, or more than 2 GiB of text."); }
            to[i + 1] = (int)end;
        }
        // A small file may name the same bytes again and again: no more than a generous multiple of what it holds.
        if (end > (((parts.Sum(p => p.Length) + (total * 16L)) * 64) + (1 << 20))) { throw new ArrowFormatException($"Field '{field.Field.Name}' announces {end:N0} bytes in views of far fewer."); }
        var bytes = ArrowBuffer.Allocate(end);
        var target = bytes.Span<byte>();
        for (var i = 0; i < total; i++)
        {
            var length = to[i + 1] - to[i];
            if (length == 0) { continue; }
            var view = views.Read<byte>(i * 16L, 16);
            if (length <= 12) { view.Slice(4, length).CopyTo(target[to[i]..]); continue; }
            var (part, start) = (BinaryPrimitives.ReadInt32LittleEndian(view[8..]), BinaryPrimitives.ReadInt32LittleEndian(view[12..]));
            if ((uint)part >= (uint)parts.Length || start < 0 || start + (long)length > parts[part].Length) { throw new ArrowFormatException($"Field '{field.Field.Name}' has a view outside its data."); }
            parts[part].Read<byte>(start, length).CopyTo(target[to[i]..]);
        }
        if (field.Field.Type.Id == TypeId.String)
        {
            for (var i = 0; i < total; i++)
            {
                if (!Utf8.IsValid(target[to[i]..to[i + 1]])) { throw new ArrowFormatException($"Field '{field.Field.Name}' holds text that is not UTF-8."); }
            }
        }
        return [offsets, bytes];
    }

    public static (ImmutableArray<ArrowBuffer> Buffers, ImmutableArray<ArrayData> Children) ImportListView(WireField field, ArrayNode node, ArrowBuffer? validity, int total)
    {
        var wide = field.Layout == WireLayout.LargeListView;
        var starts = Required(field, node, 1, total * (wide ? 8L : 4L));
        var sizes = Required(field, node, 2, total * (wide ? 8L : 4L));
        var child = ArrayImport.Import(field.Children[0], node.Child(0));
        var offsets = ArrowBuffer.Allocate((total + 1L) * 4);
        var to = offsets.Span<int>();
        var rows = new List<int>();
        to[0] = 0;
        for (var i = 0; i < total; i++)
        {
            if (validity is null || Bitmap.Get(validity.Read<byte>(), i))
            {
                var (start, size) = wide ? (starts.Read<long>(i, 1)[0], sizes.Read<long>(i, 1)[0]) : (starts.Read<int>(i, 1)[0], sizes.Read<int>(i, 1)[0]);
                if (start < 0 || size < 0 || start > child.Length || size > child.Length - start) { throw new ArrowFormatException($"Field '{field.Field.Name}' has lists that end beyond their elements."); }
                if (rows.Count + size > (child.Length * 16L) + (1 << 20)) { throw new ArrowFormatException($"Field '{field.Field.Name}' has lists that name the same elements over and over."); }
                rows.AddRange(Enumerable.Range((int)start, (int)size));
            }
            to[i + 1] = rows.Count;
        }
        return ([offsets], [Gather.Take(child, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows))]);
    }

    /// <summary>The kinds of a union in the C data interface: <c>+ud:0,5</c>.</summary>
    public static ImmutableArray<int> Codes(string format) => format.Length < 5 || !format.StartsWith("+u", StringComparison.Ordinal) ? []
        : [.. format[4..].Split(',').Select(c => int.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code <= 127 ? code : throw new ArrowFormatException($"The Arrow format '{format}' is not one of a union."))];

    private static string NameOf(WireField child, int index) => child.Field.Name.Length > 0 ? child.Field.Name : index.ToString(CultureInfo.InvariantCulture);

    private static ArrowBuffer Required(WireField field, ArrayNode node, int index, long bytes) => node.Buffer(index, bytes)
        ?? (bytes == 0 ? ArrowBuffer.Empty : throw new ArrowFormatException($"Field '{field.Field.Name}' lacks its buffer {index} of {bytes:N0} bytes."));
}
