using System.Text;

namespace Sinogram.Imaging.Dicom;

/// <summary>The character sets of a data set (PS3.3 C.12.1.1.2): one, or several that escape sequences switch between (ISO 2022).</summary>
public sealed class CharacterSet
{
    // Runs before any member, so that the code pages are there.
    static CharacterSet() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private readonly Encoding _encoding;
    private readonly bool _switches;

    private CharacterSet(IReadOnlyList<string> terms, Encoding encoding, bool switches) => (Terms, _encoding, _switches) = (terms, encoding, switches);

    /// <summary>ISO IR 6, the default repertoire; bytes above 127, which it does not have, are read as Latin 1.</summary>
    public static CharacterSet Default { get; } = new([], Encoding.Latin1, switches: true);

    /// <summary>UTF-8, ISO_IR 192.</summary>
    public static CharacterSet Utf8 { get; } = new(["ISO_IR 192"], Encoding.UTF8, switches: false);

    /// <summary>The defined terms as stored.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>Reads the value of Specific Character Set (0008,0005).</summary>
    public static CharacterSet Parse(ReadOnlySpan<byte> value)
    {
        var text = Encoding.Latin1.GetString(value).TrimEnd('\0', ' ');
        if (text.Length == 0)
        {
            return Default;
        }
        var terms = text.Split('\\', StringSplitOptions.TrimEntries);
        var encoding = EncodingOf(terms[0]);
        if (encoding is null && terms[0].Length > 0)
        {
            encoding = EncodingOf(terms[0].Replace('-', ' ').Replace('_', ' ').Replace("ISO IR", "ISO_IR", StringComparison.OrdinalIgnoreCase));
        }
        encoding ??= Encoding.Latin1;
        // UTF-8, GB18030 and GBK stand alone; their bytes never switch.
        return new CharacterSet(terms, encoding, terms[0] is not ("ISO_IR 192" or "GB18030" or "GBK"));
    }

    /// <summary>Decodes text. Bytes that are not of the set become U+FFFD.</summary>
    public string Decode(ReadOnlySpan<byte> bytes, bool isPersonName = false)
    {
        if (_switches && bytes.Contains((byte)0x1B))
        {
            return Iso2022.Decode(bytes, _encoding, isPersonName);
        }
        return Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes) : _encoding.GetString(bytes);
    }

    /// <summary>Encodes text; false where this set cannot hold it (several sets are only written in ASCII).</summary>
    public bool TryEncode(string text, out byte[] bytes)
    {
        if (Ascii.IsValid(text))
        {
            bytes = Encoding.ASCII.GetBytes(text);
            return true;
        }
        var strict = Encoding.GetEncoding(_encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback);
        try
        {
            bytes = strict.GetBytes(text);
            return Terms.Count > 0;
        }
        catch (EncoderFallbackException)
        {
            bytes = [];
            return false;
        }
    }

    private static Encoding? EncodingOf(string term) => term switch
    {
        "" or "ISO_IR 6" or "ISO 2022 IR 6" or "ISO_IR 100" or "ISO 2022 IR 100" => Encoding.Latin1,
        "ISO_IR 101" or "ISO 2022 IR 101" => Page(28592),
        "ISO_IR 109" or "ISO 2022 IR 109" => Page(28593),
        "ISO_IR 110" or "ISO 2022 IR 110" => Page(28594),
        "ISO_IR 144" or "ISO 2022 IR 144" => Page(28595),
        "ISO_IR 127" or "ISO 2022 IR 127" => Page(28596),
        "ISO_IR 126" or "ISO 2022 IR 126" => Page(28597),
        "ISO_IR 138" or "ISO 2022 IR 138" => Page(28598),
        "ISO_IR 148" or "ISO 2022 IR 148" => Page(28599),
        "ISO_IR 203" or "ISO 2022 IR 203" => Page(28605),
        "ISO_IR 13" or "ISO 2022 IR 13" => Page(932),
        "ISO_IR 166" or "ISO 2022 IR 166" => Page(874),
        "ISO_IR 192" => Encoding.UTF8,
        "GB18030" => Page(54936),
        "GBK" or "ISO 2022 IR 58" or "ISO 2022 GBK" => Page(936),
        "ISO 2022 IR 149" => Page(51949),
        "ISO 2022 IR 87" or "ISO 2022 IR 159" => Encoding.Latin1,
        _ => null,
    };

    internal static Encoding Page(int codePage) => Encoding.GetEncoding(codePage);
}
