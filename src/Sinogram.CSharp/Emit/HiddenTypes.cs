using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// Types of namespaces that a later cell has defined anew. The compiler sees the earlier one in a namespace of its cell's own, so that the name means the later
/// one and variables of the earlier one still have a type that can be written.
/// </summary>
internal static class HiddenTypes
{
    /// <summary>The namespace in which the compiler sees a cell's hidden types.</summary>
    public static string SpaceOf(int cell) => CellLayout.InnerOf(cell);

    /// <summary>A copy of an image in which types have left their namespaces.</summary>
    /// <param name="image">The image of a cell.</param>
    /// <param name="hidden">Their names in metadata, and the namespaces.</param>
    public static byte[] MoveOut(byte[] image, IReadOnlyDictionary<string, string> hidden)
    {
        byte[] moved = [.. image];
        using var pe = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image));
        var metadata = pe.GetMetadataReader();
        var types = metadata.TypeDefinitions.Select(h => (Handle: h, Type: metadata.GetTypeDefinition(h))).ToList();
        var inner = types.First(t => !t.Type.Namespace.IsNil && IsInner(metadata, t.Type.Namespace)).Type.Namespace;
        foreach (var (handle, type) in types)
        {
            if (hidden.TryGetValue(metadata.GetString(type.Name), out var space) && metadata.GetString(type.Namespace) == space)
            {
                Write(moved, pe, metadata, TableIndex.TypeDef, MetadataTokens.GetRowNumber(handle), inner);
            }
        }

        return moved;
    }

    /// <summary>
    /// Writes the real namespaces where an image that was compiled against moved types names them. The image has each namespace's name because the layout put it there.
    /// </summary>
    /// <param name="pe">The image.</param>
    /// <param name="hiddenOf">The hidden types of a cell by its assembly's name.</param>
    /// <param name="changed">Answers the array to change.</param>
    public static void MoveBack(PEReader pe, Func<string, IReadOnlyDictionary<string, string>?> hiddenOf, Func<byte[]> changed)
    {
        var metadata = pe.GetMetadataReader();
        foreach (var handle in metadata.TypeReferences)
        {
            var type = metadata.GetTypeReference(handle);
            if (!IsInner(metadata, type.Namespace) || type.ResolutionScope.Kind != HandleKind.AssemblyReference
                || hiddenOf(metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)) is not { } hidden
                || !hidden.TryGetValue(metadata.GetString(type.Name), out var space))
            {
                continue;
            }

            var real = metadata.TypeDefinitions.Select(h => metadata.GetTypeDefinition(h).Namespace).First(n => metadata.GetString(n) == space);
            Write(changed(), pe, metadata, TableIndex.TypeRef, MetadataTokens.GetRowNumber(handle), real);
        }
    }

    private static bool IsInner(MetadataReader metadata, StringHandle space) =>
        metadata.StringComparer.StartsWith(space, "__c") && metadata.GetString(space).EndsWith(".__", StringComparison.Ordinal);

    private static void Write(byte[] image, PEReader pe, MetadataReader metadata, TableIndex table, int row, StringHandle space)
    {
        var size = metadata.GetHeapSize(HeapIndex.String) > ushort.MaxValue ? sizeof(int) : sizeof(ushort);
        const int FlagsSize = 4;
        var column = table == TableIndex.TypeDef ? FlagsSize + size : metadata.GetTableRowSize(table) - size;
        var at = pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table) + (metadata.GetTableRowSize(table) * (row - 1)) + column;
        BitConverter.GetBytes(metadata.GetHeapOffset(space)).AsSpan(0, size).CopyTo(image.AsSpan(at));
    }
}
