using Sinogram.Data;

namespace Sinogram.R;

/// <summary>What R says while a cell runs, in order.</summary>
public abstract record ROutput
{
    private ROutput()
    {
    }

    /// <summary>Text: printed values and <c>cat</c> (<paramref name="IsError"/> false), messages and warnings (true).</summary>
    public sealed record Text(string Value, bool IsError) : ROutput;

    /// <summary>A page of a plot. A page whose key was shown before replaces that picture.</summary>
    /// <param name="Key">Which page, within this session.</param>
    /// <param name="MimeType"><c>image/png</c> or <c>image/svg+xml</c>.</param>
    /// <param name="Bytes">The encoded picture.</param>
    public sealed record Plot(string Key, string MimeType, byte[] Bytes) : ROutput
    {
        /// <summary>What the page shows in words: titles, labels, legends.</summary>
        public IReadOnlyList<string> Words { get; init; } = [];
    }

    /// <summary>The cell's value, where that is a data frame.</summary>
    /// <param name="Value">The whole of it.</param>
    /// <param name="Printed">What R prints for it.</param>
    public sealed record Frame(Table Value, string Printed) : ROutput;
}
