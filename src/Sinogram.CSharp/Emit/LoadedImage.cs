using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// A cell's image as it is loaded, which differs from what later cells are compiled against. Its types stand in no namespace of the engine's, so that a type
/// <c>A</c> is called <c>A</c> wherever the running program asks; and what the user's types keep internal is public, so that <c>dynamic</c> and reflection of
/// later cells see it, as in one project.
/// </summary>
internal sealed class LoadedImage
{
    private static readonly byte[] Begin = "__c"u8.ToArray();
    private static readonly byte[] Mark = ".__T_"u8.ToArray();

    private readonly byte[] _original;
    private readonly MetadataReader _metadata;
    private readonly int _start;
    private byte[]? _changed;

    private LoadedImage(byte[] image, PEReader pe)
    {
        _original = image;
        _metadata = pe.GetMetadataReader();
        _start = pe.PEHeaders.MetadataStartOffset;
    }

    /// <summary>The image to load; the same array where nothing differs.</summary>
    /// <param name="image">The image.</param>
    /// <param name="hiddenOf">The hidden types of an earlier cell by its assembly's name.</param>
    public static byte[] Of(byte[] image, Func<string, IReadOnlyDictionary<string, string>?> hiddenOf)
    {
        using var pe = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image));
        var loaded = new LoadedImage(image, pe);
        loaded.Types();
        loaded.References();
        loaded.Attributes();
        HiddenTypes.MoveBack(pe, hiddenOf, () => loaded.Changed);
        return loaded._changed ?? image;
    }

    private byte[] Changed => _changed ??= [.. _original];

    private int StringIndexSize => _metadata.GetHeapSize(HeapIndex.String) > ushort.MaxValue ? 4 : 2;

    private void Types()
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var type = _metadata.GetTypeDefinition(handle);
            if (!IsUsers(type))
            {
                continue;
            }

            var row = MetadataTokens.GetRowNumber(handle);
            if ((type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.NestedAssembly)
            {
                SetBits(TableIndex.TypeDef, row, 0, (byte)TypeAttributes.VisibilityMask, (byte)TypeAttributes.NestedPublic);
            }

            if (IsEngines(type.Namespace))
            {
                const int NameAt = 4; // behind the flags
                Clear(TableIndex.TypeDef, row, NameAt + StringIndexSize);
            }

            Members(type);
        }
    }

    private void Members(TypeDefinition type)
    {
        foreach (var method in type.GetMethods())
        {
            if ((_metadata.GetMethodDefinition(method).Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Assembly)
            {
                const int FlagsAt = 6; // behind the address and the implementation's flags
                SetBits(TableIndex.MethodDef, MetadataTokens.GetRowNumber(method), FlagsAt, (byte)MethodAttributes.MemberAccessMask, (byte)MethodAttributes.Public);
            }
        }

        foreach (var field in type.GetFields())
        {
            if ((_metadata.GetFieldDefinition(field).Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Assembly)
            {
                SetBits(TableIndex.Field, MetadataTokens.GetRowNumber(field), 0, (byte)FieldAttributes.FieldAccessMask, (byte)FieldAttributes.Public);
            }
        }
    }

    private void References()
    {
        foreach (var handle in _metadata.TypeReferences)
        {
            if (IsEngines(_metadata.GetTypeReference(handle).Namespace))
            {
                // The namespace is the last column.
                Clear(TableIndex.TypeRef, MetadataTokens.GetRowNumber(handle), _metadata.GetTableRowSize(TableIndex.TypeRef) - StringIndexSize);
            }
        }
    }

    /// <summary>Attributes name types as text. Blanks take the namespace's place there: before a type's name they mean nothing.</summary>
    private void Attributes()
    {
        var heap = _original.AsSpan(_start + _metadata.GetHeapMetadataOffset(HeapIndex.Blob), _metadata.GetHeapSize(HeapIndex.Blob));
        for (var at = heap.IndexOf(Mark); at >= 0;)
        {
            var from = heap[..at].LastIndexOf(Begin);
            var end = heap[(at + Mark.Length)..].IndexOf((byte)'.');
            var next = at + Mark.Length;
            if (from >= 0 && end >= 0 && heap[(from + Begin.Length)..at].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
            {
                next = at + Mark.Length + end + 1;
                Changed.AsSpan(_start + _metadata.GetHeapMetadataOffset(HeapIndex.Blob) + from, next - from).Fill((byte)' ');
            }

            var further = heap[next..].IndexOf(Mark);
            at = further < 0 ? -1 : next + further;
        }
    }

    private bool IsEngines(StringHandle space)
    {
        if (space.IsNil || !_metadata.StringComparer.StartsWith(space, "__c"))
        {
            return false;
        }

        return Encoding.UTF8.GetBytes(_metadata.GetString(space)).AsSpan().IndexOf(Mark) > 0;
    }

    /// <summary>Whether a type is of the user's own text; the engine's static classes are not.</summary>
    private bool IsUsers(TypeDefinition type)
    {
        for (var outer = type.GetDeclaringType(); !outer.IsNil; outer = type.GetDeclaringType())
        {
            type = _metadata.GetTypeDefinition(outer);
        }

        return !type.Namespace.IsNil && !_metadata.GetString(type.Namespace).EndsWith(".__", StringComparison.Ordinal);
    }

    private int At(TableIndex table, int row, int column) =>
        _start + _metadata.GetTableMetadataOffset(table) + (_metadata.GetTableRowSize(table) * (row - 1)) + column;

    private void SetBits(TableIndex table, int row, int column, byte mask, byte value)
    {
        ref var bits = ref Changed[At(table, row, column)];
        bits = (byte)((bits & ~mask) | value);
    }

    private void Clear(TableIndex table, int row, int column) => Changed.AsSpan(At(table, row, column), StringIndexSize).Clear();
}
