using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// The finishing touches on a compiled cell's image. Every cell is compiled under one name, which all cells call a friend, so that internal types and
/// members of earlier cells are visible as in one project; afterwards it gets a name of its own, and its types become public,
/// so that reflection and <c>dynamic</c> see them too.
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
        using var pe = new PEReader(new MemoryStream(image, writable: false));
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
                image[table + (size * (MetadataTokens.GetRowNumber(handle) - 1))] |= (byte)TypeAttributes.Public;
            }
        }
    }

    /// <summary>
    /// The image as it is loaded: members that the user's types keep internal are public there, so that <c>dynamic</c> and reflection of later cells see them, as in
    /// one project. The compiler goes on seeing them as written. The same array where there is none.
    /// </summary>
    public static byte[] Opened(byte[] image)
    {
        using var pe = new PEReader(new MemoryStream(image, writable: false));
        var metadata = pe.GetMetadataReader();
        byte[]? opened = null;
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if (!IsUsers(metadata, type))
            {
                continue;
            }

            if ((type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.NestedAssembly)
            {
                Set(TableIndex.TypeDef, MetadataTokens.GetRowNumber(handle), 0, (byte)TypeAttributes.VisibilityMask, (byte)TypeAttributes.NestedPublic);
            }

            foreach (var method in type.GetMethods().Where(m => (metadata.GetMethodDefinition(m).Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Assembly))
            {
                const int FlagsAt = 6; // behind the address and the implementation's flags
                Set(TableIndex.MethodDef, MetadataTokens.GetRowNumber(method), FlagsAt, (byte)MethodAttributes.MemberAccessMask, (byte)MethodAttributes.Public);
            }

            foreach (var field in type.GetFields().Where(f => (metadata.GetFieldDefinition(f).Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Assembly))
            {
                Set(TableIndex.Field, MetadataTokens.GetRowNumber(field), 0, (byte)FieldAttributes.FieldAccessMask, (byte)FieldAttributes.Public);
            }
        }

        return opened ?? image;

        void Set(TableIndex table, int row, int at, byte mask, byte value)
        {
            opened ??= [.. image];
            var offset = pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(table) + (metadata.GetTableRowSize(table) * (row - 1)) + at;
            opened[offset] = (byte)((opened[offset] & ~mask) | value);
        }
    }

    /// <summary>Whether a type is of the user's own text; the engine's static classes are not.</summary>
    private static bool IsUsers(MetadataReader metadata, TypeDefinition type)
    {
        for (var outer = type.GetDeclaringType(); !outer.IsNil; outer = type.GetDeclaringType())
        {
            type = metadata.GetTypeDefinition(outer);
        }

        return !type.Namespace.IsNil && !metadata.GetString(type.Namespace).EndsWith(".__", StringComparison.Ordinal);
    }
}
