using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// The finishing touches on a compiled cell's image. Every cell is compiled under one name, which cells with code call a friend, so that internal types and
/// members of earlier cells are visible as in one project; afterwards it gets a name of its own, and its types become public,
/// so that reflection and <c>dynamic</c> see them too. So do its variables: a cell that has nothing else needs no friends, which take time to compile.
/// </summary>
internal static class CellImage
{
    /// <summary>The name under which cells are compiled; as long as any name that replaces it.</summary>
    public const string Placeholder = "Cell________";

    /// <summary>The name of a compiled piece.</summary>
    public static string NameOf(int id) => "Cell" + id.ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>Changes an image in place.</summary>
    public static void Finish(byte[] image, string name)
    {
        using var pe = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image));
        var metadata = pe.GetMetadataReader();
        var start = pe.PEHeaders.MetadataStartOffset;
        var at = start + metadata.GetHeapMetadataOffset(HeapIndex.String) + metadata.GetHeapOffset(metadata.GetAssemblyDefinition().Name);
        Encoding.ASCII.GetBytes(name, image.AsSpan(at, Placeholder.Length));

        var table = start + metadata.GetTableMetadataOffset(TableIndex.TypeDef);
        var size = metadata.GetTableRowSize(TableIndex.TypeDef);
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            var isUsers = (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.NotPublic
                && !metadata.StringComparer.StartsWith(type.Name, "<")
                && !metadata.StringComparer.StartsWith(type.Namespace, "System.Runtime.CompilerServices")
                && !metadata.StringComparer.StartsWith(type.Namespace, "Microsoft.CodeAnalysis");
            if (isUsers)
            {
                if (metadata.StringComparer.StartsWith(type.Name, CellLayout.VariableMark) && metadata.StringComparer.StartsWith(type.Namespace, "__c"))
                {
                    Publish(image, start, metadata, type);
                }

                image[table + (size * (MetadataTokens.GetRowNumber(handle) - 1))] |= (byte)TypeAttributes.Public;
            }
        }
    }

    private static void Publish(byte[] image, int start, MetadataReader metadata, TypeDefinition type)
    {
        var table = start + metadata.GetTableMetadataOffset(TableIndex.Field);
        var size = metadata.GetTableRowSize(TableIndex.Field);
        foreach (var field in type.GetFields())
        {
            ref var access = ref image[table + (size * (MetadataTokens.GetRowNumber(field) - 1))];
            access = (byte)((access & ~(byte)FieldAttributes.FieldAccessMask) | (byte)FieldAttributes.Public);
        }
    }
}
