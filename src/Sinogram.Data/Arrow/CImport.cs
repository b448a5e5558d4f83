using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Arrow;

/// <summary>Takes tables from native code through Arrow's C data interface; the content is copied and checked, and the source released.</summary>
internal static unsafe class CImport
{
    public static Table Read(ArrowSchema* schema, ArrowArray* array)
    {
        if (schema->Release is null || array->Release is null) { throw new ArrowFormatException("The Arrow structures were released before."); }
        try
        {
            var field = Field(schema, 0, out var metadata);
            if (field.Field.Type is not StructType) { throw new ArrowFormatException($"A table comes as a struct of its columns, not as {field.Field.Type}."); }
            if (array->Offset != 0) { throw new ArrowFormatException("A table whose struct has an offset is not read here."); }
            var data = ArrayImport.Import(field, new Node(array));
            var table = new Table(field.Children.Select((c, i) => new Column(c.Field, data.Children[i].Slice(0, data.Length))));
            return metadata.Aggregate(table, (t, pair) => t.WithMetadata(pair.Key, pair.Value));
        }
        finally
        {
            array->Release(array);
            schema->Release(schema);
        }
    }

    private static WireField Field(ArrowSchema* schema, int depth, out ImmutableSortedDictionary<string, string> metadata)
    {
        if (depth > IpcFormat.MaximumDepth) { throw new ArrowFormatException($"The Arrow schema is nested more than {IpcFormat.MaximumDepth} deep."); }
        var name = Marshal.PtrToStringUTF8((nint)schema->Name) ?? "";
        var children = ImmutableArray.CreateBuilder<WireField>();
        for (long i = 0; i < schema->ChildCount; i++) { children.Add(Field(schema->Children[i], depth + 1, out _)); }
        var fields = children.ToImmutable();
        var format = Marshal.PtrToStringUTF8((nint)schema->Format) ?? "";
        var (type, layout, size) = CFormat.Parse(format, name, fields);
        metadata = Metadata(schema->Metadata);
        var description = SchemaMetadata.Apply(new Field(name, type, (schema->Flags & ArrowSchema.Nullable) != 0), metadata);
        if (type is MapType map) { fields = [fields[0] with { Field = new Field("entries", map.Entries, nullable: false) }]; }
        if (schema->Dictionary is null) { return new WireField(description, layout, size, fields) { Codes = layout == WireLayout.Union ? WireLayouts.Codes(format) : [] }; }
        var values = Field(schema->Dictionary, depth + 1, out _);
        var encoded = new DictionaryType(type, values.Field.Type, (schema->Flags & ArrowSchema.Ordered) != 0);
        return new WireField(description with { Type = encoded }, WireLayout.Same, 0, []) { Values = values };
    }

    private static ImmutableSortedDictionary<string, string> Metadata(byte* bytes)
    {
        var result = ImmutableSortedDictionary<string, string>.Empty;
        if (bytes is null) { return result; }
        var count = Int(ref bytes);
        for (var i = 0; i < count; i++)
        {
            var key = Text(ref bytes);
            result = result.SetItem(key, Text(ref bytes));
        }
        return result;
    }

    private static int Int(ref byte* bytes)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(bytes, 4));
        bytes += 4;
        return value;
    }

    private static string Text(ref byte* bytes)
    {
        var length = Int(ref bytes);
        var text = Encoding.UTF8.GetString(bytes, length);
        bytes += length;
        return text;
    }

    private sealed class Node(ArrowArray* array) : ArrayNode
    {
        private readonly ArrowArray* _array = array;

        public override long Length => _array->Length;
        public override long NullCount => _array->NullCount;
        public override long Offset => _array->Offset;

        public override ArrowBuffer? Buffer(int index, long bytes)
        {
            if (index >= _array->BufferCount || _array->Buffers[index] is null) { return null; }
            var copy = ArrowBuffer.Allocate(bytes);
            System.Buffer.MemoryCopy(_array->Buffers[index], copy.Address, bytes, bytes);
            return copy;
        }

        // Validity, views, the data, and last the lengths of these.
        public override int VariadicCount => (int)Math.Max(0, _array->BufferCount - 3);

        public override long VariadicLength(int index) => ((long*)_array->Buffers[_array->BufferCount - 1])[index];

        public override ArrayNode Child(int index) => index < _array->ChildCount
            ? new Node(_array->Children[index])
            : throw new ArrowFormatException("An Arrow array has fewer children than its schema.");

        public override ArrayData Dictionary(WireField field) => _array->Dictionary is not null
            ? ArrayImport.Import(field, new Node(_array->Dictionary))
            : throw new ArrowFormatException("An Arrow array lacks its dictionary.");
    }
}
