namespace Sinogram.Imaging.Dicom;

/// <summary>Why a byte stream is not, or not wholly, a DICOM data set.</summary>
public enum DefectReason
{
    /// <summary>Neither the prefix DICM nor a plausible first element.</summary>
    NotDicom,

    /// <summary>The bytes end before the length that was announced.</summary>
    Truncated,

    /// <summary>Something else stands where an item or its delimiter must.</summary>
    InvalidItem,

    /// <summary>A length that cannot be, for example an undefined one where none is allowed.</summary>
    InvalidLength,

    /// <summary>Sequences are nested deeper than <see cref="ReadOptions.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>A value or the whole is larger than the options allow.</summary>
    TooLarge,

    /// <summary>More elements than <see cref="ReadOptions.MaxElements"/>.</summary>
    TooManyElements,

    /// <summary>The compressed data set cannot be inflated.</summary>
    InvalidCompression,
}

/// <summary>What is wrong with a file and where; never holds a value of an element.</summary>
/// <param name="Reason">The kind of defect.</param>
/// <param name="Offset">The byte offset in the file (in the inflated data set where that is deflated).</param>
/// <param name="Tag">The attribute that was being read, where one is known.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record Defect(DefectReason Reason, long Offset, Tag? Tag, string Message);

/// <summary>A file or a part of one is not DICOM, or breaks its encoding rules.</summary>
public sealed class DicomFormatException : Exception
{
    /// <summary>Carries a defect.</summary>
    public DicomFormatException(Defect defect) : base(Text(defect)) => Defect = defect;

    /// <summary>Carries a defect and what caused it.</summary>
    public DicomFormatException(Defect defect, Exception inner) : base(Text(defect), inner) => Defect = defect;

    /// <summary>What is wrong and where.</summary>
    public Defect Defect { get; }

    internal static DicomFormatException At(DefectReason reason, long offset, Tag? tag, string message) => new(new Defect(reason, offset, tag, message));

    private static string Text(Defect defect)
    {
        ArgumentNullException.ThrowIfNull(defect);
        return defect.Tag is { } tag
            ? $"{defect.Message} (at byte {defect.Offset}, element {tag})"
            : $"{defect.Message} (at byte {defect.Offset})";
    }
}
