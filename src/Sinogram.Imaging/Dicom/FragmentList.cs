using System.Collections;

namespace Sinogram.Imaging.Dicom;

/// <summary>The items of encapsulated pixel data as parts of the bytes they were read from, which may still move while reading goes on.</summary>
internal sealed class FragmentList(ByteSource source, List<(int Offset, int Length)> parts) : IReadOnlyList<ReadOnlyMemory<byte>>
{
    public int Count => parts.Count;

    public ReadOnlyMemory<byte> this[int index] => source.Slice(parts[index].Offset, parts[index].Length);

    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
    {
        foreach (var (offset, length) in parts)
        {
            yield return source.Slice(offset, length);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
