using System.Buffers;
using System.Buffers.Binary;

namespace Sinogram.Imaging.Dicom;

/// <summary>Writes elements in one encoding; sequences and items keep a known or an undefined length as they were read.</summary>
internal sealed class DataSetWriter(Stream stream, bool isImplicit, bool isBigEndian) : IDisposable
{
    private const uint Undefined = 0xFFFFFFFF;
    private const int Direct = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _length;

    public void WriteMeta(DataSet meta)
    {
        foreach (var element in meta)
        {
            WriteElement(element, new Order(false, false), top: false);
        }
        var body = _buffer.AsSpan(0, _length).ToArray();
        _length = 0;
        var size = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)body.Length);
        WriteElement(new Element(new Tag(0x00020000), VR.UL, size), new Order(false, false), top: false);
        Put(body);
        Flush();
    }

    public void WriteDataSet(DataSet dataSet)
    {
        var order = new Order(isImplicit, isBigEndian);
        foreach (var element in dataSet)
        {
            if (element.Tag.Group is not (0 or 2) && !element.Tag.IsGroupLength)
            {
                WriteElement(element, order, top: true);
                if (_length >= Direct)
                {
                    Flush();
                }
            }
        }
        Flush();
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = [];
        }
    }

    private void WriteElement(Element element, Order order, bool top)
    {
        if (element.Items is { } items)
        {
            WriteSequence(element, items, order);
            return;
        }
        if (element.Fragments is { } fragments)
        {
            WriteHead(element.Tag, element.StoredVR == VR.None ? VR.OB : element.StoredVR, Undefined, order);
            foreach (var fragment in fragments)
            {
                PutItem(0xE000, (uint)fragment.Length, order);
                PutLarge(fragment, top);
            }
            PutItem(0xE0DD, 0, order);
            return;
        }
        var vr = element.StoredVR == VR.None ? element.VR : element.StoredVR;
        if (!vr.HasLongLength() && !order.IsImplicit && element.Length > ushort.MaxValue)
        {
            // PS3.5 section 6.2.2 note: a value too long for its 16-bit length is written as UN.
            vr = VR.UN;
        }
        var value = element.InByteOrder(order.IsBigEndian && vr != VR.UN);
        WriteHead(element.Tag, vr, (uint)value.Length, order);
        PutLarge(value, top);
    }

    private void WriteSequence(Element element, IReadOnlyList<DataSet> items, Order order)
    {
        var asUnknown = element.StoredVR == VR.UN && !order.IsImplicit;
        var inner = asUnknown ? new Order(true, false) : order;
        var undefined = element.HasUndefinedLength;
        WriteHead(element.Tag, asUnknown ? VR.UN : VR.SQ, Undefined, order);
        var start = _length;
        foreach (var item in items)
        {
            PutItem(0xE000, Undefined, inner);
            var begin = _length;
            foreach (var nested in item)
            {
                if (!nested.Tag.IsGroupLength)
                {
                    WriteElement(nested, inner, top: false);
                }
            }
            if (item.HasUndefinedLength)
            {
                PutItem(0xE00D, 0, inner);
            }
            else
            {
                Patch(begin, inner);
            }
        }
        if (undefined)
        {
            PutItem(0xE0DD, 0, inner);
        }
        else
        {
            Patch(start, order);
        }
    }

    private void WriteHead(Tag tag, VR vr, uint length, Order order)
    {
        var head = Take(order.IsImplicit || !vr.HasLongLength() ? 8 : 12);
        Put16(head, tag.Group, order);
        Put16(head[2..], tag.Element, order);
        if (order.IsImplicit)
        {
            Put32(head[4..], length, order);
            return;
        }
        head[4] = (byte)((ushort)vr >> 8);
        head[5] = (byte)vr;
        if (vr.HasLongLength())
        {
            head[6] = head[7] = 0;
            Put32(head[8..], length, order);
        }
        else
        {
            Put16(head[6..], (ushort)length, order);
        }
    }

    private void PutItem(ushort element, uint length, Order order)
    {
        var head = Take(8);
        Put16(head, 0xFFFE, order);
        Put16(head[2..], element, order);
        Put32(head[4..], length, order);
    }

    /// <summary>Puts the length of what was written since <paramref name="start"/> into the four bytes before it.</summary>
    private void Patch(int start, Order order) => Put32(_buffer.AsSpan(start - 4, 4), (uint)(_length - start), order);

    private void PutLarge(ReadOnlyMemory<byte> value, bool top)
    {
        if (top && value.Length >= Direct)
        {
            Flush();
            stream.Write(value.Span);
        }
        else
        {
            Put(value.Span);
        }
    }

    private void Put(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_buffer.Length * 2, _length + count)));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = larger;
        }
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }

    private void Flush()
    {
        stream.Write(_buffer, 0, _length);
        _length = 0;
    }

    private static void Put16(Span<byte> target, ushort value, Order order)
    {
        if (order.IsBigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(target, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target, value);
        }
    }

    private static void Put32(Span<byte> target, uint value, Order order)
    {
        if (order.IsBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target, value);
        }
    }

    private readonly record struct Order(bool IsImplicit, bool IsBigEndian);
}
