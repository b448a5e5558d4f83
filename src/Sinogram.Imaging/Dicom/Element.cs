using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sinogram.Imaging.Deidentify;

namespace Sinogram.Imaging.Dicom;

/// <summary>One data element: a tag, its representation, and either bytes, items of a sequence, or fragments of compressed pixel data.</summary>
/// <remarks>Not changed once made; a data set replaces elements. The bytes stay as the file has them, in its byte order.</remarks>
public sealed class Element
{
    private readonly ByteSource? _source;
    private readonly int _offset;
    private readonly ReadOnlyMemory<byte> _value;

    /// <summary>An element with bytes in little endian.</summary>
    public Element(Tag tag, VR vr, ReadOnlyMemory<byte> value)
    {
        (Tag, VR, StoredVR) = (tag, vr, vr);
        _value = value;
        Length = value.Length;
    }

    /// <summary>A sequence with its items.</summary>
    public Element(Tag tag, IReadOnlyList<DataSet> items)
    {
        (Tag, VR, StoredVR, Items) = (tag, VR.SQ, VR.SQ, items);
        HasUndefinedLength = true;
    }

    /// <summary>Compressed pixel data: the offset table, then the fragments.</summary>
    public Element(Tag tag, VR vr, IReadOnlyList<ReadOnlyMemory<byte>> fragments)
    {
        (Tag, VR, StoredVR, Fragments) = (tag, vr, vr, fragments);
        HasUndefinedLength = true;
    }

    internal Element(Tag tag, VR vr, VR storedVR, ByteSource source, int offset, int length, bool isBigEndian)
    {
        (Tag, VR, StoredVR, Length, IsBigEndian) = (tag, vr, storedVR, length, isBigEndian);
        (_source, _offset) = (source, offset);
    }

    internal Element(Tag tag, VR storedVR, IReadOnlyList<DataSet> items, int offset, bool hasUndefinedLength)
    {
        (Tag, VR, StoredVR, Items, HasUndefinedLength) = (tag, VR.SQ, storedVR, items, hasUndefinedLength);
        _offset = offset;
    }

    internal Element(Tag tag, VR storedVR, IReadOnlyList<ReadOnlyMemory<byte>> fragments, int offset)
        : this(tag, storedVR == VR.None ? VR.OB : storedVR, fragments)
    {
        StoredVR = storedVR;
        _offset = offset;
    }

    public Tag Tag { get; }

    /// <summary>The representation in which the value is read: the stored one, or the dictionary's where none or UN is stored.</summary>
    public VR VR { get; }

    /// <summary>The representation as the file has it; <see cref="VR.None"/> in implicit encodings.</summary>
    public VR StoredVR { get; }

    /// <summary>The number of bytes of the value, padding included; 0 for sequences and fragments.</summary>
    public int Length { get; }

    /// <summary>Where the value begins in the file (in the inflated data set of a deflated one); 0 for an element made in memory.</summary>
    public long Offset => _offset;

    /// <summary>Whether the bytes of the value are in big endian.</summary>
    public bool IsBigEndian { get; }

    /// <summary>Whether the file gave a sequence no length but a delimiter.</summary>
    public bool HasUndefinedLength { get; }

    /// <summary>The bytes as stored, with padding; empty for sequences and fragments.</summary>
    public ReadOnlyMemory<byte> Value => _source?.Slice(_offset, Length) ?? _value;

    /// <summary>The items, where this is a sequence.</summary>
    public IReadOnlyList<DataSet>? Items { get; }

    /// <summary>The items of encapsulated pixel data, the first being the basic offset table.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Fragments { get; }

    /// <summary>
    /// Whether the value names a person, a case, a place or a device: by its tag, unless it was read from a source that carries no patient. It stays with the
    /// element, whatever data set it is put into, and what is shown of it is masked whole, however short it is.
    /// </summary>
    public bool Identified => !IsOfPublicSource && IdentifyingAttributes.Identifies(Tag);

    /// <summary>It was read from a source that carries no patient.</summary>
    internal bool IsOfPublicSource { get; init; }

    /// <summary>Whether there is nothing in it: no byte, no item, no fragment.</summary>
    public bool IsEmpty => Length == 0 && Items is not { Count: > 0 } && Fragments is not { Count: > 0 };

    /// <summary>The value's bytes in little endian, swapped where the file is big endian.</summary>
    public ReadOnlyMemory<byte> ToLittleEndian() => IsBigEndian ? Swapped() : Value;

    internal ReadOnlyMemory<byte> InByteOrder(bool bigEndian) => bigEndian == IsBigEndian ? Value : Swapped();

    /// <summary>Tag, representation and length; never the value.</summary>
    public override string ToString() => Items is { } items ? $"{Tag} SQ of {items.Count} items" : Fragments is { } fragments ? $"{Tag} {VR} of {fragments.Count} fragments" : $"{Tag} {VR} of {Length} bytes";

    private ReadOnlyMemory<byte> Swapped()
    {
        var unit = VR.SwapUnit();
        if (unit == 1)
        {
            return Value;
        }
        var bytes = Value.ToArray();
        var whole = bytes.AsSpan(0, bytes.Length - (bytes.Length % unit));
        switch (unit)
        {
            case 2:
                var words = MemoryMarshal.Cast<byte, ushort>(whole);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                var longs = MemoryMarshal.Cast<byte, uint>(whole);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                var quads = MemoryMarshal.Cast<byte, ulong>(whole);
                BinaryPrimitives.ReverseEndianness(quads, quads);
                break;
        }
        return bytes;
    }
}
