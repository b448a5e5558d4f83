namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>Takes in the rows of an answer while they come, and gives them on in batches of its own form.</summary>
internal interface IRowReader<out TBatch>
{
    /// <summary>Rows in the batch so far.</summary>
    int Count { get; }

    /// <summary>The batch is large enough to be given on.</summary>
    bool IsFull { get; }

    /// <summary>Reads rows while they lie whole in the text and the batch is not full; gives their number and the bytes used.</summary>
    /// <exception cref="ResultFormatException">The text is no JSON any more.</exception>
    int Read(ReadOnlySpan<byte> text, out int used);

    /// <summary>The rows; the next batch begins.</summary>
    TBatch Build();
}

/// <summary>Finds where the rows of an answer begin and end.</summary>
internal static class RowText
{
    public static int SkipBlanks(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') { at++; }
        return at;
    }

    /// <summary>The place of the next row's brace behind blanks and a comma; that of the bracket at the end; or the text's length where more of it is needed.</summary>
    public static int Next(ReadOnlySpan<byte> text, int at, long rows)
    {
        at = SkipBlanks(text, at);
        if (at < text.Length && text[at] == ',') { at = SkipBlanks(text, at + 1); }
        else if (at < text.Length && text[at] == ']') { return at; }
        return at >= text.Length || text[at] == '{' ? at : throw new ResultFormatException($"The answer is no JSON any more: '{(char)text[at]}' stands where a row should begin, after {rows:N0} rows.");
    }
}
