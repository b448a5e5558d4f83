using System.Buffers.Binary;

namespace Sinogram.Imaging.Dicom;

/// <summary>Reads elements, items and fragments by the encoding rules of PS3.5 section 7 and annex A.4, bounds-checked.</summary>
internal sealed class DataSetReader(ByteSource source, ReadOptions options)
{
    private const uint Undefined = 0xFFFFFFFF;
    private const uint Item = 0xFFFEE000;
    private const uint ItemEnd = 0xFFFEE00D;
    private const uint SequenceEnd = 0xFFFEE0DD;

    private int _elements;
    private bool _isSigned;

    /// <summary>The pixel data element at which reading stopped: tag, stored VR, announced length, offset of the value.</summary>
    public PixelDataStart? Stopped { get; private set; }

    /// <summary>Whether the bytes ended inside a sequence of undefined length: the delimiter is missing, or what stood there.</summary>
    public bool LacksDelimiter { get; private set; }

    /// <summary>Reads the file meta information: elements of group 0002, explicit little endian. Returns where it ends.</summary>
    public int ReadMeta(DataSet meta, int position)
    {
        var end = position;
        while (Has(end, 8, int.MaxValue) && ReadTag(end, false).Group == 2)
        {
            end = ReadElement(meta, end, int.MaxValue, new Encoding(false, false), 0, out _);
        }
        return end;
    }

    /// <summary>Reads the data set from <paramref name="position"/> to the end of the bytes.</summary>
    public int ReadDataSet(DataSet target, int position, bool isImplicit, bool isBigEndian) =>
        ReadElements(target, position, int.MaxValue, new Encoding(isImplicit, isBigEndian), 0);

    /// <summary>Reads items, each with its tag and length, as an UN element's value holds them: implicit little endian.</summary>
    public List<DataSet> ReadUnknownItems(DataSet parent, int end)
    {
        var items = new List<DataSet>();
        ReadItems(parent, items, 0, end, new Encoding(true, false), 1, default);
        return items;
    }

    private int ReadElements(DataSet target, int position, int end, Encoding encoding, int depth)
    {
        while (Has(position, 8, end))
        {
            position = ReadElement(target, position, end, encoding, depth, out var ended);
            if (ended)
            {
                return position;
            }
        }
        if (depth == 0 && position < source.Length)
        {
            // A few bytes are left that cannot be an element; padding by zeros does no harm.
            if (source.Span[position..].ContainsAnyExcept((byte)0))
            {
                throw DicomFormatException.At(DefectReason.Truncated, position, null, "The file ends inside the head of an element.");
            }
        }
        return position;
    }

    private int ReadElement(DataSet target, int position, int end, Encoding encoding, int depth, out bool ended)
    {
        ended = false;
        var start = position;
        var tag = ReadTag(position, encoding.IsBigEndian);
        if (tag.Value == ItemEnd)
        {
            ended = true;
            return position + 8;
        }
        var stored = encoding.IsImplicit ? VR.None : VRTraits.FromLetters(source.Span[position + 4], source.Span[position + 5]);
        uint length;
        if (stored.IsKnown() && !stored.HasLongLength())
        {
            length = ReadUInt16(position + 6, encoding.IsBigEndian);
            position += 8;
        }
        else if (stored.IsKnown())
        {
            Require(position, 12, end, tag);
            length = ReadUInt32(position + 8, encoding.IsBigEndian);
            position += 12;
        }
        else
        {
            stored = VR.None;
            length = ReadUInt32(position + 4, encoding.IsBigEndian);
            position += 8;
        }
        if (depth == 0 && options.StopAtPixelData && tag.IsPixelData)
        {
            Stopped = new PixelDataStart(tag, stored, length, start, position);
            ended = true;
            return start;
        }
        Count(position, tag);
        if (length == Undefined && tag.IsPixelData)
        {
            return ReadFragments(target, tag, stored, position, end, encoding);
        }
        var vr = stored is VR.None or VR.UN ? EffectiveVR(tag) : stored;
        if (stored == VR.SQ || length == Undefined || (stored == VR.None && vr == VR.SQ))
        {
            return ReadSequence(target, tag, stored, length, position, end, encoding, depth);
        }
        if (length > (uint)options.MaxElementLength && !tag.IsPixelData)
        {
            throw DicomFormatException.At(DefectReason.TooLarge, start, tag, $"A value announces {length} bytes, more than the limit of {options.MaxElementLength}.");
        }
        var isWhole = Has(position, length, end);
        var present = isWhole ? (int)length : Math.Max(0, Math.Min(source.Length, end) - position);
        target.Append(new Element(tag, vr == VR.SQ ? VR.UN : vr, stored, source, position, present, encoding.IsBigEndian && stored != VR.UN) { IsOfPublicSource = options.IsPublic });
        if (!isWhole)
        {
            // What is there of the value is kept: a picture that lacks its last rows can still be looked at.
            Require(position, length, end, tag);
        }
        if (tag.Value == 0x00280103 && length >= 2)
        {
            _isSigned = ReadUInt16(position, encoding.IsBigEndian) == 1;
        }
        return position + (int)length;
    }

    private int ReadSequence(DataSet target, Tag tag, VR stored, uint length, int position, int end, Encoding encoding, int depth)
    {
        if (depth >= options.MaxDepth)
        {
            throw DicomFormatException.At(DefectReason.TooDeep, position, tag, $"Sequences are nested deeper than {options.MaxDepth}.");
        }
        var items = new List<DataSet>();
        target.Append(new Element(tag, stored, items, position, length == Undefined) { IsOfPublicSource = options.IsPublic });
        // PS3.5 section 6.2.2: an UN of undefined length is a sequence in implicit little endian.
        var inner = stored == VR.UN && length == Undefined ? new Encoding(true, false) : encoding;
        var stop = length == Undefined ? end : (int)Math.Min((long)position + length, end);
        var next = ReadItems(target, items, position, stop, inner, depth + 1, tag);
        if (length == Undefined && !source.Ensure(next + 1L) && !EndsWithDelimiter(position, next, inner))
        {
            LacksDelimiter = true;
        }
        return next;
    }

    private bool EndsWithDelimiter(int start, int end, Encoding encoding) => end - start >= 8 && ReadTag(end - 8, encoding.IsBigEndian).Value == SequenceEnd;

    private int ReadItems(DataSet parent, List<DataSet> items, int position, int stop, Encoding encoding, int depth, Tag tag)
    {
        while (Has(position, 8, stop))
        {
            var mark = ReadTag(position, encoding.IsBigEndian).Value;
            var length = ReadUInt32(position + 4, encoding.IsBigEndian);
            if (mark == SequenceEnd)
            {
                return position + 8;
            }
            if (mark != Item)
            {
                throw DicomFormatException.At(DefectReason.InvalidItem, position, tag, "Something else stands where an item of a sequence must.");
            }
            position += 8;
            Count(position, tag);
            var item = new DataSet(parent) { HasUndefinedLength = length == Undefined };
            items.Add(item);
            if (length == Undefined)
            {
                position = ReadElements(item, position, stop, encoding, depth);
            }
            else
            {
                // A cut item is read as far as it goes before it is reported.
                var itemEnd = (int)Math.Min((long)position + length, stop);
                ReadElements(item, position, itemEnd, encoding, depth);
                Require(position, length, stop, tag);
                position = itemEnd;
            }
        }
        if (stop != int.MaxValue && !source.Ensure(stop))
        {
            throw DicomFormatException.At(DefectReason.Truncated, position, tag, "The file ends inside a sequence.");
        }
        return position;
    }

    private int ReadFragments(DataSet target, Tag tag, VR stored, int position, int end, Encoding encoding)
    {
        var fragments = new List<(int Offset, int Length)>();
        var start = position;
        DicomFormatException? broken = null;
        var closed = false;
        while (Has(position, 8, end))
        {
            var mark = ReadTag(position, encoding.IsBigEndian).Value;
            var length = ReadUInt32(position + 4, encoding.IsBigEndian);
            if (mark != Item)
            {
                closed = mark == SequenceEnd;
                position += 8;
                broken = closed ? null : DicomFormatException.At(DefectReason.InvalidItem, position - 8, tag, "Something else stands where a fragment of pixel data must.");
                break;
            }
            position += 8;
            Count(position, tag);
            if (!Has(position, length, end))
            {
                broken = DicomFormatException.At(DefectReason.Truncated, position, tag, "The file ends inside a fragment of pixel data.");
                fragments.Add((position, source.Length - position));
                break;
            }
            fragments.Add((position, (int)length));
            position += (int)length;
        }
        target.Append(new Element(tag, stored, new FragmentList(source, fragments), start) { IsOfPublicSource = options.IsPublic });
        if (broken is not null)
        {
            throw broken;
        }
        return closed ? position : throw DicomFormatException.At(DefectReason.Truncated, position, tag, "The file ends before the pixel data is closed.");
    }

    private VR EffectiveVR(Tag tag)
    {
        var vr = Dictionary.ImplicitVR(tag);
        return vr == VR.US && _isSigned && Dictionary.Find(tag)?.IsSignDependent == true ? VR.SS : vr;
    }

    private void Count(int position, Tag tag)
    {
        if (++_elements > options.MaxElements)
        {
            throw DicomFormatException.At(DefectReason.TooManyElements, position, tag, $"There are more than {options.MaxElements} elements.");
        }
    }

    private bool Has(int position, uint length, int end) => (long)position + length <= end && source.Ensure((long)position + length);

    private void Require(int position, uint length, int end, Tag tag)
    {
        if (!Has(position, length, end))
        {
            throw source.HitLimit
                ? DicomFormatException.At(DefectReason.TooLarge, position, tag, $"The data is larger than the limit of {options.MaxLength} bytes.")
                : DicomFormatException.At(DefectReason.Truncated, position, tag, "A value is longer than what is left of the file or item.");
        }
    }

    private Tag ReadTag(int position, bool bigEndian) => new(ReadUInt16(position, bigEndian), ReadUInt16(position + 2, bigEndian));

    private ushort ReadUInt16(int position, bool bigEndian)
    {
        var bytes = source.Span.Slice(position, 2);
        return bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    private uint ReadUInt32(int position, bool bigEndian)
    {
        var bytes = source.Span.Slice(position, 4);
        return bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private readonly record struct Encoding(bool IsImplicit, bool IsBigEndian);
}

/// <summary>Where the pixel data begins in a file whose header alone was read.</summary>
/// <param name="Tag">The pixel data attribute.</param>
/// <param name="StoredVR">Its representation as stored.</param>
/// <param name="Length">The announced length; 0xFFFFFFFF for fragments.</param>
/// <param name="ElementOffset">Where the element begins.</param>
/// <param name="ValueOffset">Where its value begins.</param>
public sealed record PixelDataStart(Tag Tag, VR StoredVR, uint Length, long ElementOffset, long ValueOffset);
