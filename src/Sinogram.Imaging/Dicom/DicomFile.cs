using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Dicom;

/// <summary>A DICOM file: preamble, file meta information and data set (PS3.10 section 7).</summary>
public sealed class DicomFile
{
    /// <summary>A file around a data set, to be written in <paramref name="transferSyntax"/>.</summary>
    public DicomFile(DataSet dataSet, TransferSyntax transferSyntax)
    {
        (DataSet, TransferSyntax) = (dataSet, transferSyntax);
        Meta = new DataSet();
    }

    internal DicomFile(DataSet dataSet, DataSet meta, TransferSyntax transferSyntax)
    {
        (DataSet, Meta, TransferSyntax) = (dataSet, meta, transferSyntax);
    }

    /// <summary>The data set.</summary>
    public DataSet DataSet { get; }

    /// <summary>The file meta information, group 0002; empty where the file has none.</summary>
    public DataSet Meta { get; }

    /// <summary>The encoding in which the data set was read and will be written.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>The 128 bytes before the prefix; empty where the file has none.</summary>
    public ReadOnlyMemory<byte> Preamble { get; init; }

    /// <summary>What broke off reading, with everything before it kept; null for a file that was read to its end.</summary>
    public Defect? Defect { get; init; }

    /// <summary>Where the pixel data begins, when the header alone was read; null where there is none or it was read too.</summary>
    public PixelDataStart? PixelDataStart { get; init; }

    /// <summary>Whether the file ends inside a sequence that should have been closed by a delimiter; some writers forget it, but the file may also be cut.</summary>
    public bool LacksDelimiter { get; init; }

    /// <summary>It was read as a file that carries no patient, in its pixels either (<see cref="ReadOptions.IsPublic"/>); not so files that are trusted for their elements.</summary>
    public bool IsPublic { get; private set; }

    /// <summary>The file's length in bytes, where the source knows it.</summary>
    public long? FileLength { get; init; }

    /// <summary>The pixel data with its frames; null where there is none or only the header was read.</summary>
    public PixelData? PixelData => PixelData.Of(this);

    /// <summary>Reads a file.</summary>
    /// <exception cref="DicomFormatException">It is not DICOM, or breaks off before its first element, or meets a limit.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static DicomFile Read(string path, ReadOptions? options = null)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        options ??= ReadOptions.Default;
        if (options.IsPublic || TrustedSources.Contains(path))
        {
            var trusted = Read(stream, options with { IsPublic = true });
            trusted.IsPublic = options.IsPublic;
            return trusted;
        }

        var file = Read(stream, options);
        IdentifyingElements.RegisterPath(stream.Name);
        return file;
    }

    /// <summary>Reads from a stream, no further than needed plus one buffer; the stream stays open.</summary>
    /// <inheritdoc cref="Read(string, ReadOptions?)"/>
    public static DicomFile Read(Stream stream, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= ReadOptions.Default;
        long? length = stream.CanSeek ? stream.Length - stream.Position : null;
        if (!options.StopAtPixelData && length is { } known && known <= options.MaxLength)
        {
            // Pixel data outlives the call, so it gets an array of its own from the start.
            var bytes = GC.AllocateUninitializedArray<byte>((int)known);
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Read(bytes.AsMemory(0, read), options);
        }
        return Known(FileReader.Read(new ByteSource(stream, options.MaxLength, (int)Math.Min(length ?? int.MaxValue, int.MaxValue)), options, length), options);
    }

    /// <summary>Reads from memory, which the elements go on using: it must not change afterwards.</summary>
    /// <inheritdoc cref="Read(string, ReadOptions?)"/>
    public static DicomFile Read(ReadOnlyMemory<byte> bytes, ReadOptions? options = null) =>
        Known(FileReader.Read(new ByteSource(bytes), options ?? ReadOptions.Default, bytes.Length), options ?? ReadOptions.Default);

    /// <summary>What identifies in a file that is not public is masked from now on wherever a notebook shows it.</summary>
    private static DicomFile Known(DicomFile file, ReadOptions options)
    {
        if (!options.IsPublic)
        {
            IdentifyingElements.Register(file);
        }

        file.IsPublic = options.IsPublic;
        return file;
    }

    /// <summary>Writes preamble, file meta information and data set in <see cref="TransferSyntax"/>.</summary>
    /// <remarks>Lengths are computed anew; retired group lengths (gggg,0000) are left out.</remarks>
    public void Write(Stream stream) => FileWriter.Write(this, stream);

    /// <summary>The bytes that <see cref="Write"/> writes.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return stream.ToArray();
    }
}
