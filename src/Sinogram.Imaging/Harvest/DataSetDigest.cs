using System.Buffers.Binary;
using System.Security.Cryptography;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Harvest;

/// <summary>
/// A digest of what a data set says, whichever of the uncompressed encodings says it: equal for the same elements with the same values in implicit,
/// explicit, big endian or deflated form, with or without lengths of groups, sequences and items, and whatever the file meta information is.
/// </summary>
/// <remarks>Compressed pixel data counts by its bytes: decompressed or compressed otherwise, it is another data set.</remarks>
internal static class DataSetDigest
{
    private static readonly Tag TrailingPadding = new(0xFFFCFFFC);

    /// <summary>SHA-256 in hexadecimal.</summary>
    public static string Of(DataSet dataSet)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, dataSet);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, DataSet dataSet)
    {
        foreach (Element element in dataSet)
        {
            if (element.Tag.IsGroupLength || element.Tag == TrailingPadding)
            {
                continue;
            }

            if (element.Items is { } items)
            {
                Head(hash, element.Tag, 'S', items.Count);
                foreach (DataSet item in items)
                {
                    Head(hash, element.Tag, 'I', item.Count);
                    Add(hash, item);
                    Head(hash, element.Tag, 'E', 0);
                }
            }
            else if (element.Fragments is { } fragments)
            {
                Head(hash, element.Tag, 'F', fragments.Count);
                foreach (ReadOnlyMemory<byte> fragment in fragments)
                {
                    Head(hash, element.Tag, 'f', fragment.Length);
                    hash.AppendData(fragment.Span);
                }
            }
            else
            {
                ReadOnlyMemory<byte> value = element.ToLittleEndian();
                Head(hash, element.Tag, 'V', value.Length);
                hash.AppendData(value.Span);
            }
        }
    }

    private static void Head(IncrementalHash hash, Tag tag, char kind, int count)
    {
        Span<byte> head = stackalloc byte[9];
        BinaryPrimitives.WriteUInt32LittleEndian(head, tag.Value);
        head[4] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[5..], count);
        hash.AppendData(head);
    }
}
