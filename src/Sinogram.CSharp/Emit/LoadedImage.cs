using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// A cell's image as it is loaded, which differs from what later cells are compiled against. Its types stand in no namespace of the engine's, so that a type
/// <c>A</c> is called <c>A</c> wherever the running program asks; and what is internal is public, so that later cells may use it, also by <c>dynamic</c> and
/// reflection, as in one project.
/// </summary>
internal sealed class LoadedImage
{
    private static readonly byte[] Begin = "__c"u8.ToArray();
    private static readonly byte[] Mark = ".__T_"u8.ToArray();

    private readonly byte[] _original;
    private readonly MetadataReader _metadata;
    private readonly int _start;
    private byte[]? _changed;
    private bool _keepsFrames;

    private LoadedImage(byte[] image, PEReader pe)
    {
        _original = image;
        _metadata = pe.GetMetadataReader();
        _start = pe.PEHeaders.MetadataStartOffset;
        Assemblies = _metadata.AssemblyReferences.Select(r => _metadata.GetString(_metadata.GetAssemblyReference(r).Name)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The bytes to load; the same array where nothing differs.</summary>
    public byte[] Bytes => _changed ?? _original;

    /// <summary>The names of the assemblies that it refers to.</summary>
    public IReadOnlySet<string> Assemblies { get; }

    /// <summary>The token of the body's method; 0 where the image has none.</summary>
    public int Body { get; private set; }

    /// <summary>Something in it is for derived types and for the same assembly, which no access of its own says: cells that use it skip the runtime's checks.</summary>
    public bool HasMixedAccess { get; private set; }

    /// <summary>Makes the image to load.</summary>
    /// <param name="image">The image.</param>
    /// <param name="keepsFrames">
    /// Whether, with these references, its methods are not to be inlined: the code of what can be unloaded is optimized at once, and a stack trace would miss them.
    /// </param>
    /// <param name="hiddenOf">The hidden types of an earlier cell by its assembly's name.</param>
    public static LoadedImage Of(byte[] image, Func<IReadOnlySet<string>, bool> keepsFrames, Func<string, IReadOnlyDictionary<string, string>?> hiddenOf)
    {
        using var pe = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image));
        var loaded = new LoadedImage(image, pe);
        loaded._keepsFrames = keepsFrames(loaded.Assemblies);
        loaded.Types();
        loaded.References();
        loaded.Attributes();
        HiddenTypes.MoveBack(pe, hiddenOf, () => loaded.Changed);
        return loaded;
    }

    private byte[] Changed => _changed ??= [.. _original];

    private int StringIndexSize => _metadata.GetHeapSize(HeapIndex.String) > ushort.MaxValue ? 4 : 2;

    private void Types()
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var type = _metadata.GetTypeDefinition(handle);
            if (!IsCells(type))
            {
                continue;
            }

            var row = MetadataTokens.GetRowNumber(handle);
            var visibility = type.Attributes & TypeAttributes.VisibilityMask;
            HasMixedAccess |= visibility is TypeAttributes.NestedFamANDAssem or TypeAttributes.NestedFamORAssem;
            if (visibility == TypeAttributes.NestedAssembly)
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
        var isBody = _metadata.StringComparer.Equals(type.Name, CellLayout.BodyClass) && IsInner(type.Namespace);
        foreach (var method in type.GetMethods())
        {
            var definition = _metadata.GetMethodDefinition(method);
            var access = definition.Attributes & MethodAttributes.MemberAccessMask;
            HasMixedAccess |= access is MethodAttributes.FamANDAssem or MethodAttributes.FamORAssem;
            if (access == MethodAttributes.Assembly)
            {
                if (isBody && _metadata.StringComparer.Equals(definition.Name, CellLayout.BodyMethod))
                {
                    Body = MetadataTokens.GetToken(method);
                }

                const int FlagsAt = 6; // behind the address and the implementation's flags
                SetBits(TableIndex.MethodDef, MetadataTokens.GetRowNumber(method), FlagsAt, (byte)MethodAttributes.MemberAccessMask, (byte)MethodAttributes.Public);
            }

            if (_keepsFrames && !definition.Attributes.HasFlag(MethodAttributes.SpecialName) && !definition.ImplAttributes.HasFlag(MethodImplAttributes.AggressiveInlining))
            {
                const int ImplementationAt = 4; // behind the address
                SetBits(TableIndex.MethodDef, MetadataTokens.GetRowNumber(method), ImplementationAt, (byte)MethodImplAttributes.NoInlining, (byte)MethodImplAttributes.NoInlining);
            }
        }

        foreach (var field in type.GetFields())
        {
            var access = _metadata.GetFieldDefinition(field).Attributes & FieldAttributes.FieldAccessMask;
            HasMixedAccess |= access is FieldAttributes.FamANDAssem or FieldAttributes.FamORAssem;
            if (access == FieldAttributes.Assembly)
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

    private bool IsInner(StringHandle space) =>
        !space.IsNil && _metadata.StringComparer.StartsWith(space, "__c") && _metadata.GetString(space).EndsWith(".__", StringComparison.Ordinal);

    /// <summary>Whether a type is of the cell's text or holds what is; those that the compiler makes up for itself are not.</summary>
    private bool IsCells(TypeDefinition type)
    {
        for (var outer = type.GetDeclaringType(); !outer.IsNil; outer = type.GetDeclaringType())
        {
            type = _metadata.GetTypeDefinition(outer);
        }

        return !type.Namespace.IsNil;
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
