using System.IO.Compression;
using System.Text;

namespace Sinogram.Imaging.Dicom;

/// <summary>Writes a file: preamble, prefix, meta information with its length computed anew, data set.</summary>
internal static class FileWriter
{
    /// <summary>Names this implementation in files that it writes (PS3.7 annex D.3.3.2).</summary>
    public const string ImplementationClassUid = "2.25.305828488182831875890203105390285383139";

    private const string ImplementationVersion = "SINOGRAM_01";

    public static void Write(DicomFile file, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> head = stackalloc byte[132];
        head.Clear();
        file.Preamble.Span[..Math.Min(128, file.Preamble.Length)].CopyTo(head);
        "DICM"u8.CopyTo(head[128..]);
        stream.Write(head);
        using (var meta = new DataSetWriter(stream, isImplicit: false, isBigEndian: false))
        {
            meta.WriteMeta(CompleteMeta(file));
        }
        if (file.TransferSyntax is { IsDeflated: true, IsEncapsulated: false })
        {
            using var deflate = new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            using var writer = new DataSetWriter(deflate, false, false);
            writer.WriteDataSet(file.DataSet);
        }
        else
        {
            using var writer = new DataSetWriter(stream, file.TransferSyntax.IsImplicit, file.TransferSyntax.IsBigEndian);
            writer.WriteDataSet(file.DataSet);
        }
    }

    private static DataSet CompleteMeta(DicomFile file)
    {
        var meta = new DataSet();
        meta.Set(new Element(new Tag(0x00020001), VR.OB, new byte[] { 0, 1 }));
        Copy(file.DataSet, Tags.SOPClassUID, meta, Tags.MediaStorageSOPClassUID);
        Copy(file.DataSet, Tags.SOPInstanceUID, meta, Tags.MediaStorageSOPInstanceUID);
        meta.Set(Tags.ImplementationClassUID, VR.UI, ImplementationClassUid);
        meta.Set(Tags.ImplementationVersionName, VR.SH, ImplementationVersion);
        foreach (var element in file.Meta)
        {
            if (!element.Tag.IsGroupLength)
            {
                meta.Set(element);
            }
        }
        meta.Set(Tags.TransferSyntaxUID, VR.UI, Encoding.Latin1.GetBytes(file.TransferSyntax.Uid).AsMemory());
        return meta;
    }

    private static void Copy(DataSet from, Tag source, DataSet to, Tag target)
    {
        if (from.GetString(source) is { } uid)
        {
            to.Set(target, VR.UI, Encoding.Latin1.GetBytes(uid).AsMemory());
        }
    }
}
