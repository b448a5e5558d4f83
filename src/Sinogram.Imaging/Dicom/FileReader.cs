using System.Buffers.Binary;
using System.IO.Compression;

namespace Sinogram.Imaging.Dicom;

/// <summary>Reads a file around its data set: preamble and prefix, meta information, and the encoding, guessed where a file does not say it.</summary>
internal static class FileReader
{
    private const int PreambleLength = 128;

    public static DicomFile Read(ByteSource source, ReadOptions options, long? fileLength)
    {
        var hasPrefix = source.Ensure(PreambleLength + 4) && source.Span.Slice(PreambleLength, 4).SequenceEqual("DICM"u8);
        var start = hasPrefix ? PreambleLength + 4 : 0;
        if (!hasPrefix && !LooksLikeElement(source, 0))
        {
            source.Seal(0);
            throw DicomFormatException.At(DefectReason.NotDicom, 0, null, "The file is not DICOM: it has neither the prefix DICM nor a first element.");
        }
        var meta = new DataSet();
        var dataSet = new DataSet(null);
        var reader = new DataSetReader(source, options);
        var syntax = TransferSyntax.ExplicitLittleEndian;
        Defect? defect = null;
        var end = start;
        var inner = source;
        try
        {
            end = reader.ReadMeta(meta, start);
            syntax = FindSyntax(source, meta, end);
            if (syntax.IsDeflated && syntax.Uid == TransferSyntax.DeflatedExplicitLittleEndian.Uid)
            {
                inner = Inflate(source, end, options);
                reader = new DataSetReader(inner, options);
                reader.ReadDataSet(dataSet, 0, false, false);
            }
            else
            {
                end = reader.ReadDataSet(dataSet, end, syntax.IsImplicit, syntax.IsBigEndian);
            }
        }
        catch (DicomFormatException exception)
        {
            defect = exception.Defect;
        }
        catch (InvalidDataException exception)
        {
            defect = new Defect(DefectReason.InvalidCompression, end, null, "The deflated data set cannot be inflated.");
            _ = exception;
        }
        var used = defect is not null || inner != source ? source.Length : end;
        inner.Seal(inner == source ? used : inner.Length);
        source.Seal(used);
        if (defect is not null && dataSet.Count == 0 && meta.Count == 0)
        {
            throw new DicomFormatException(defect);
        }
        return new DicomFile(dataSet, meta, syntax)
        {
            Preamble = hasPrefix ? source.Slice(0, PreambleLength) : default,
            Defect = defect,
            PixelDataStart = reader.Stopped,
            FileLength = fileLength,
            LacksDelimiter = reader.LacksDelimiter,
        };
    }

    private static TransferSyntax FindSyntax(ByteSource source, DataSet meta, int position)
    {
        var uid = meta.GetString(Tags.TransferSyntaxUID);
        var declared = uid is null ? null : TransferSyntax.Of(uid);
        if (declared is { IsDeflated: true } || !source.Ensure(position + 8))
        {
            return declared ?? TransferSyntax.ExplicitLittleEndian;
        }
        var head = source.Span.Slice(position, 8);
        var isExplicit = VRTraits.FromLetters(head[4], head[5]).IsKnown();
        if (declared is null)
        {
            var bigEndian = isExplicit && BinaryPrimitives.ReadUInt16LittleEndian(head) >= 0x0400;
            return bigEndian ? TransferSyntax.ExplicitBigEndian : isExplicit ? TransferSyntax.ExplicitLittleEndian : TransferSyntax.ImplicitLittleEndian;
        }
        // Some writers announce the one and write the other: the first element's letters decide.
        if (declared.IsImplicit == isExplicit && !declared.IsBigEndian && head[4..6] is not [0, 0])
        {
            return isExplicit ? declared with { IsImplicit = false } : MaybeImplicit(declared, head);
        }
        return declared;
    }

    private static TransferSyntax MaybeImplicit(TransferSyntax declared, ReadOnlySpan<byte> head) =>
        BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) < 0x10000 ? declared with { IsImplicit = true } : declared;

    private static ByteSource Inflate(ByteSource source, int start, ReadOptions options)
    {
        var length = source.Length;
        while (source.Ensure(length + 1L))
        {
            length = source.Length;
        }
        source.Seal(source.Length);
        var compressed = new MemoryStream(source.Slice(start, source.Length - start).ToArray(), writable: false);
        return new ByteSource(new DeflateStream(compressed, CompressionMode.Decompress), options.MaxLength);
    }

    /// <summary>Whether bytes without the prefix begin like a data set: a low even group, and letters of a VR or a modest length.</summary>
    private static bool LooksLikeElement(ByteSource source, int position)
    {
        if (!source.Ensure(position + 8))
        {
            return false;
        }
        var head = source.Span.Slice(position, 8);
        var little = BinaryPrimitives.ReadUInt16LittleEndian(head);
        var big = BinaryPrimitives.ReadUInt16BigEndian(head);
        if (VRTraits.FromLetters(head[4], head[5]).IsKnown())
        {
            return little is 0x0002 or 0x0004 or 0x0008 || big is 0x0004 or 0x0008;
        }
        return little is 0x0002 or 0x0004 or 0x0008 && BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) <= 0x10000;
    }
}
