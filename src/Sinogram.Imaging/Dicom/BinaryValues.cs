using System.Buffers.Binary;

namespace Sinogram.Imaging.Dicom;

/// <summary>Reads binary numbers of elements in either byte order.</summary>
internal static class BinaryValues
{
    /// <summary>The numbers of an element; null where its representation has none or its length does not fit.</summary>
    public static double[]? ToDoubles(Element element)
    {
        if (element.VR is not (VR.FL or VR.OF or VR.FD or VR.OD))
        {
            return ToIntegers(element)?.Select(n => (double)n).ToArray();
        }
        return Read<double>(element, element.VR is VR.FL or VR.OF
            ? bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)
            : BinaryPrimitives.ReadDoubleLittleEndian);
    }

    /// <inheritdoc cref="ToDoubles"/>
    public static long[]? ToIntegers(Element element) => element.VR switch
    {
        VR.US or VR.OW => Read(element, bytes => (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        VR.SS => Read(element, bytes => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        VR.UL or VR.OL => Read(element, bytes => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        VR.SL => Read(element, bytes => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        VR.UV or VR.OV => Read(element, bytes => unchecked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes))),
        VR.SV => Read(element, BinaryPrimitives.ReadInt64LittleEndian),
        VR.AT => Read(element, bytes => ((long)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..])),
        VR.OB => Array.ConvertAll(element.Value.ToArray(), b => (long)b),
        _ => null,
    };

    private static T[]? Read<T>(Element element, Reader<T> read)
    {
        var size = element.VR.ValueSize();
        if (element.Length == 0 || element.Length % size != 0)
        {
            return null;
        }
        var bytes = element.ToLittleEndian().Span;
        var numbers = new T[bytes.Length / size];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = read(bytes.Slice(i * size, size));
        }
        return numbers;
    }

    private delegate T Reader<out T>(ReadOnlySpan<byte> bytes);
}
