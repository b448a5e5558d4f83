using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Arrow;

/// <summary>Gives tables to native code through Arrow's C data interface without copying: the columns stay alive until the consumer releases them.</summary>
internal static unsafe class CExport
{
    public static void Schema(Table table, ArrowSchema* target) =>
        Schema(new Field("", new StructType([.. table.Schema]), nullable: false) { Metadata = table.Schema.Metadata }, target);

    public static void Data(Table table, ArrowArray* target)
    {
        var columns = new ArrayData(new StructType([.. table.Schema]), (int)table.RowCount, null, [], [.. table.Columns.Select(c => c.Data)]);
        Data(columns, target);
    }

    private static void Schema(Field field, ArrowSchema* target)
    {
        var children = field.Type is MapType map ? [new Field("entries", map.Entries, nullable: false)] : field.Type.Children;
        *target = default;
        target->Format = Text(CFormat.Of(field.Type));
        target->Name = Text(field.Name);
        target->Metadata = Metadata([.. SchemaMetadata.Of(field)]);
        target->Flags = (field.Nullable ? ArrowSchema.Nullable : 0) | (field.Type is DictionaryType { Ordered: true } ? ArrowSchema.Ordered : 0);
        target->ChildCount = children.Length;
        target->Children = (ArrowSchema**)Pointers(children.Length);
        for (var i = 0; i < children.Length; i++)
        {
            target->Children[i] = (ArrowSchema*)NativeMemory.AllocZeroed((nuint)sizeof(ArrowSchema));
            Schema(children[i], target->Children[i]);
        }
        if (field.Type is DictionaryType dictionary)
        {
            target->Dictionary = (ArrowSchema*)NativeMemory.AllocZeroed((nuint)sizeof(ArrowSchema));
            Schema(new Field("", dictionary.Value), target->Dictionary);
        }
        target->Release = &ReleaseSchema;
    }

    private static void Data(ArrayData data, ArrowArray* target)
    {
        data = Times(data);
        ArrowBuffer?[] buffers = data.Type.Id == TypeId.Null ? [] : [data.NullCount == 0 ? null : data.Validity, .. data.Buffers];
        *target = default;
        target->Length = data.Length;
        target->NullCount = data.NullCount;
        target->Offset = data.Offset;
        target->BufferCount = buffers.Length;
        target->Buffers = Pointers(buffers.Length);
        for (var i = 0; i < buffers.Length; i++) { target->Buffers[i] = buffers[i] is { } buffer ? buffer.Address : null; }
        target->ChildCount = data.Children.Length;
        target->Children = (ArrowArray**)Pointers(data.Children.Length);
        for (var i = 0; i < data.Children.Length; i++)
        {
            target->Children[i] = (ArrowArray*)NativeMemory.AllocZeroed((nuint)sizeof(ArrowArray));
            Data(data.Children[i], target->Children[i]);
        }
        if (data.Dictionary is { } dictionary)
        {
            target->Dictionary = (ArrowArray*)NativeMemory.AllocZeroed((nuint)sizeof(ArrowArray));
            Data(dictionary, target->Dictionary);
        }
        target->PrivateData = (void*)GCHandle.ToIntPtr(GCHandle.Alloc(data));
        target->Release = &ReleaseArray;
    }

    // 64-bit times of day exist in microseconds and nanoseconds only.
    private static ArrayData Times(ArrayData data)
    {
        if (data.Type is not TimeType { Unit: TimeUnit.Second or TimeUnit.Millisecond } time) { return data; }
        var factor = time.Unit == TimeUnit.Second ? 1_000_000 : 1000;
        var values = data.Buffers[0].Read<long>().ToArray();
        for (var i = 0; i < values.Length; i++) { values[i] *= factor; }
        return new ArrayData(DataType.Time, data.Length, data.Validity, [ArrowBuffer.CopyOf<long>(values)], offset: data.Offset);
    }

    private static byte* Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var target = (byte*)NativeMemory.Alloc((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(target, length));
        target[length] = 0;
        return target;
    }

    private static byte* Metadata(KeyValuePair<string, string>[] pairs)
    {
        if (pairs.Length == 0) { return null; }
        using var bytes = new MemoryStream();
        Int(pairs.Length);
        foreach (var (key, value) in pairs)
        {
            foreach (var text in (ReadOnlySpan<string>)[key, value])
            {
                var utf8 = Encoding.UTF8.GetBytes(text);
                Int(utf8.Length);
                bytes.Write(utf8);
            }
        }
        var target = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        bytes.GetBuffer().AsSpan(0, (int)bytes.Length).CopyTo(new Span<byte>(target, (int)bytes.Length));
        return target;

        void Int(int value)
        {
            Span<byte> word = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(word, value);
            bytes.Write(word);
        }
    }

    private static void** Pointers(int count) => count == 0 ? null : (void**)NativeMemory.AllocZeroed((nuint)(count * sizeof(void*)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReleaseSchema(ArrowSchema* schema)
    {
        for (long i = 0; i < schema->ChildCount; i++)
        {
            // A consumer may have moved a child out; then its release is null and only the struct is ours.
            if (schema->Children[i]->Release is not null) { schema->Children[i]->Release(schema->Children[i]); }
            NativeMemory.Free(schema->Children[i]);
        }
        if (schema->Dictionary is not null)
        {
            if (schema->Dictionary->Release is not null) { schema->Dictionary->Release(schema->Dictionary); }
            NativeMemory.Free(schema->Dictionary);
        }
        NativeMemory.Free(schema->Children);
        NativeMemory.Free(schema->Format);
        NativeMemory.Free(schema->Name);
        NativeMemory.Free(schema->Metadata);
        schema->Release = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReleaseArray(ArrowArray* array)
    {
        for (long i = 0; i < array->ChildCount; i++)
        {
            if (array->Children[i]->Release is not null) { array->Children[i]->Release(array->Children[i]); }
            NativeMemory.Free(array->Children[i]);
        }
        if (array->Dictionary is not null)
        {
            if (array->Dictionary->Release is not null) { array->Dictionary->Release(array->Dictionary); }
            NativeMemory.Free(array->Dictionary);
        }
        NativeMemory.Free(array->Children);
        NativeMemory.Free(array->Buffers);
        GCHandle.FromIntPtr((nint)array->PrivateData).Free();
        array->Release = null;
    }
}
