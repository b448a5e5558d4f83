using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// Types of namespaces that a later cell has defined anew. The compiler sees the earlier one in a namespace that has the name of its cell's assembly, so that the
/// name means the later one and what is of the earlier one still has a type that can be written. That name stands in the image of every cell that refers to the
/// earlier one, so each of them can be made to follow in place.
/// </summary>
internal static class HiddenTypes
{
    /// <summary>The namespace in which the compiler sees a cell's hidden types.</summary>
    public static string SpaceOf(int cell) => CellImage.NameOf(cell);

    /// <summary>Whether a namespace is such a one.</summary>
    public static bool IsSpace(string name) => name.Length == CellImage.Placeholder.Length && name.StartsWith("Cell", StringComparison.Ordinal) && !name.AsSpan("Cell".Length).ContainsAnyExceptInRange('0', '9');

    /// <summary>A copy of an image in which types, and references to those of other cells, have left their namespaces.</summary>
    /// <param name="image">The image of a cell.</param>
    /// <param name="hidden">Its own: their names in metadata, and the namespaces.</param>
    /// <param name="hiddenOf">Those of another cell by its assembly's name.</param>
    public static byte[] MoveOut(byte[] image, IReadOnlyDictionary<string, string> hidden, Func<string, IReadOnlyDictionary<string, string>?> hiddenOf)
    {
        byte[] moved = [.. image];
        using var pe = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image));
        var metadata = pe.GetMetadataReader();
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if (IsHidden(metadata, type.Name, type.Namespace, hidden))
            {
                Write(moved, pe, metadata, TableIndex.TypeDef, MetadataTokens.GetRowNumber(handle), metadata.GetAssemblyDefinition().Name);
            }
        }

        foreach (var handle in metadata.TypeReferences)
        {
            var type = metadata.GetTypeReference(handle);
            if (Assembly(metadata, type) is { IsNil: false } name && hiddenOf(metadata.GetString(name)) is { } others && IsHidden(metadata, type.Name, type.Namespace, others))
            {
                Write(moved, pe, metadata, TableIndex.TypeRef, MetadataTokens.GetRowNumber(handle), name);
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
            if (Assembly(metadata, type) is not { IsNil: false } name || type.Namespace.IsNil || !metadata.StringComparer.Equals(type.Namespace, metadata.GetString(name))
                || hiddenOf(metadata.GetString(name)) is not { } hidden || !hidden.TryGetValue(metadata.GetString(type.Name), out var space))
            {
                continue;
            }

            var real = metadata.TypeDefinitions.Select(h => metadata.GetTypeDefinition(h).Namespace).First(n => metadata.GetString(n) == space);
            Write(changed(), pe, metadata, TableIndex.TypeRef, MetadataTokens.GetRowNumber(handle), real);
        }
    }

    private static bool IsHidden(MetadataReader metadata, StringHandle name, StringHandle space, IReadOnlyDictionary<string, string> hidden) =>
        hidden.Count > 0 && !space.IsNil && hidden.TryGetValue(metadata.GetString(name), out var hiddenSpace) && metadata.StringComparer.Equals(space, hiddenSpace);

    /// <summary>The name of the assembly of a type that is no part of another; nil where it is one.</summary>
    private static StringHandle Assembly(MetadataReader metadata, TypeReference type) => type.ResolutionScope.Kind == HandleKind.AssemblyReference
        ? metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name
        : default;

    private static void Write(byte[] image, PEReader pe, MetadataReader metadata, TableIndex table, int row, StringHandle space)
    {
        var size = metadata.GetHeapSize(HeapIndex.String) > ushort.MaxValue ? sizeof(int) : sizeof(ushort);
        const int FlagsSize = 4;
        var column = table == TableIndex.TypeDef ? FlagsSize + size : metadata.GetTableRowSize(table) - size;
        var at = pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table) + (metadata.GetTableRowSize(table) * (row - 1)) + column;
        BitConverter.GetBytes(metadata.GetHeapOffset(space)).AsSpan(0, size).CopyTo(image.AsSpan(at));
    }
}
