using System.Buffers;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>The values that de-identification takes out of a file, to be looked for in what it gives out. Identifying: never shown, never stored.</summary>
internal sealed class OriginalValues
{
    private const int ShortestWord = 4;

    private readonly HashSet<string> _identifying = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _descriptive = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);
    private SearchValues<string>? _search;

    /// <summary>The UIDs other than the standard's own.</summary>
    public IReadOnlySet<string> Uids => _uids;

    public static OriginalValues Of(DicomFile file, DeidentificationProfile profile)
    {
        var values = new OriginalValues();
        values.Collect(file.DataSet, profile, isGone: false, depth: 0);
        values.Collect(file.Meta, profile, isGone: true, depth: 0);
        if (values._identifying.Count + values._descriptive.Count > 0)
        {
            values._search = SearchValues.Create([.. values._identifying, .. values._descriptive], StringComparison.OrdinalIgnoreCase);
        }
        return values;
    }

    /// <summary>Whether bytes that are no text hold one of the identifying values or UIDs.</summary>
    public bool IsInBytes(ReadOnlySpan<byte> bytes)
    {
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        return _identifying.Any(word => FindWord(text, word, out _)) || FindUid(text, out _, out _);
    }

    /// <summary>Whether a text that stays holds one of the values as a whole word. A description may equal another whole value that the table keeps.</summary>
    public bool IsIn(string text) => Find(text, 0, out _, out _);

    /// <summary>The text with all those words replaced.</summary>
    public string Clean(string text)
    {
        while (Find(text, 0, out var start, out var length))
        {
            text = string.Concat(text.AsSpan(0, start), DummyValues.Text, text.AsSpan(start + length));
        }
        return text;
    }

    private bool Find(string text, int from, out int start, out int length)
    {
        (start, length) = (0, 0);
        if (text.Length >= ShortestWord && _search is not null && text.AsSpan(from).ContainsAny(_search))
        {
            var whole = text.Trim();
            foreach (var word in _identifying)
            {
                if (FindWord(text, word, out start))
                {
                    length = word.Length;
                    return true;
                }
            }
            foreach (var word in _descriptive)
            {
                if (word.Length != whole.Length && FindWord(text, word, out start))
                {
                    length = word.Length;
                    return true;
                }
            }
        }
        return FindUid(text, out start, out length);
    }

    private static bool FindWord(string text, string word, out int start)
    {
        for (start = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); start >= 0; start = text.IndexOf(word, start + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = start + word.Length;
            if ((start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }
        return false;
    }

    private bool FindUid(string text, out int start, out int length)
    {
        for (start = 0; start < text.Length; start += Math.Max(1, length))
        {
            length = 0;
            while (start + length < text.Length && (char.IsAsciiDigit(text[start + length]) || text[start + length] == '.'))
            {
                length++;
            }
            if (length >= 6 && _uids.Contains(text.Substring(start, length).TrimEnd('.')))
            {
                return true;
            }
        }
        length = 0;
        return false;
    }

    private void Collect(DataSet dataSet, DeidentificationProfile profile, bool isGone, int depth)
    {
        foreach (var element in dataSet)
        {
            var action = profile.ActionOf(element.Tag);
            var acted = isGone || action != DeidentificationAction.Keep;
            if (UnknownSequence.ItemsOf(element, dataSet) is { } items)
            {
                // Private sequences repeat what public attributes say and keep; only their names are looked for.
                var goes = acted && action is not (DeidentificationAction.ReplaceUid or DeidentificationAction.Dummy);
                foreach (var item in items)
                {
                    Collect(item, profile, isGone || goes, depth + 1);
                }
            }
            else if (acted && element.VR.IsText() && !IsHarmless(element, action))
            {
                Add(element, dataSet.CharacterSet);
            }
        }
    }

    /// <summary>Whether a value tells nothing though it goes: words and classes that any file may have, and private copies of what public attributes keep.</summary>
    private static bool IsHarmless(Element element, DeidentificationAction action) => element.Length == 0
        || (element.VR == VR.UI && action != DeidentificationAction.ReplaceUid && element.Tag != Tags.MediaStorageSOPInstanceUID)
        || (element.VR == VR.CS && action == DeidentificationAction.Keep)
        || (element.Tag.IsPrivate && element.VR != VR.PN)
        || (element.Tag.IsFileMeta && element.VR is not (VR.AE or VR.UI));

    private void Add(Element element, CharacterSet characterSet)
    {
        var text = element.GetText(characterSet);
        foreach (var part in element.VR.IsSingleText() ? [text] : text.Split('\\'))
        {
            var value = part.Trim(' ', '\0');
            if (element.VR == VR.UI)
            {
                if (value.Length >= ShortestWord && !KeyedIdentities.IsStandard(value))
                {
                    _uids.Add(value);
                }
                continue;
            }
            if (element.VR == VR.PN)
            {
                foreach (var piece in value.Split('=', '^').Append(value.TrimEnd('^', '=')).Append(value.Replace('^', ' ').Trim()))
                {
                    AddWord(_identifying, piece.Trim());
                }
                continue;
            }
            var identifies = IdentifyingAttributes.Contains(element.Tag) || element.VR is VR.DA or VR.DT;
            AddWord(identifies ? _identifying : _descriptive, value);
        }
    }

    private static void AddWord(HashSet<string> words, string word)
    {
        if (word.Length >= ShortestWord && !DummyValues.Meaningless.Contains(word) && word.Any(char.IsLetterOrDigit))
        {
            words.Add(word);
        }
    }
}
