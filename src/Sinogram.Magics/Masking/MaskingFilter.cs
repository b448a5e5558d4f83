using Sinogram.Core.Display;
using Sinogram.Data.Privacy;

namespace Sinogram.Magics.Masking;

/// <summary>
/// The output filter of a notebook: every value that the session read from an identified source is replaced by its mask, in every text of every
/// language and stream. An output without one passes as the same instance, and while nothing is known nothing is looked at. Pictures lose words beside their
/// pixels that identify; their pixels are withheld where they may identify.
/// </summary>
/// <param name="values">What is known.</param>
public sealed class MaskingFilter(IdentifyingValues values) : IOutputFilter
{
    /// <inheritdoc/>
    public OutputEvent? Filter(OutputEvent output)
    {
        if (values.IsEmpty)
        {
            return output;
        }

        return output switch
        {
            OutputEvent.Stream stream => values.Masked(stream.Text) is var text && ReferenceEquals(text, stream.Text) ? stream : stream with { Text = text },
            OutputEvent.DisplayData display => Passed(display, display.Bundle, display.DisplayId, (b, id) => new OutputEvent.DisplayData(b, id)),
            OutputEvent.UpdateDisplayData update => Passed(update, update.Bundle, update.DisplayId, (b, id) => new OutputEvent.UpdateDisplayData(b, id)),
            OutputEvent.ExecuteResult result => Passed(result, result.Bundle, result.DisplayId, (b, id) => new OutputEvent.ExecuteResult(b, result.ExecutionCount, id)),
            OutputEvent.Error error => new OutputEvent.Error(values.Masked(error.Name), values.Masked(error.Message), Lines(error.Traceback)),
            _ => output,
        };
    }

    /// <inheritdoc/>
    public string Filter(string text) => values.Masked(text);

    /// <inheritdoc/>
    public int Held(string text) => values.Held(text);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> Count(MimeBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (mime, content) in bundle.Data.Where(d => IsText(d.Key)))
        {
            foreach (var (attribute, count) in values.Count(content.Text, FormOf(mime, content)))
            {
                counts[attribute] = Math.Max(counts.GetValueOrDefault(attribute), count);
            }
        }

        foreach (var (attribute, count) in InPictures(bundle))
        {
            counts[attribute] = Math.Max(counts.GetValueOrDefault(attribute), count);
        }

        return counts;
    }

    /// <summary>How many values of each attribute the words of a bundle's pictures show.</summary>
    private IReadOnlyDictionary<string, int> InPictures(MimeBundle bundle) => values.Count(string.Join('\n', bundle.Words));

    private T Passed<T>(T output, MimeBundle bundle, string displayId, Func<MimeBundle, string, T> make)
    {
        if (InPictures(bundle) is { Count: > 0 } shown)
        {
            return make(MimeBundle.Text($"This plot is withheld, because its words show {string.Join(", ", shown.Keys.Order(StringComparer.Ordinal))}. Draw it without them, or show it with #!reveal."), values.Masked(displayId));
        }

        var passed = bundle.Map((mime, content) =>
            IsText(mime) ? values.Masked(content.Text, FormOf(mime, content)) : IsBytes(mime) ? MaskedBytes(content.Text) : IsPicture(mime) ? CleanedPicture(content.Text) : content.Text);
        var id = values.Masked(displayId);
        return ReferenceEquals(passed, bundle) && ReferenceEquals(id, displayId) ? output : make(passed, id);
    }

    /// <summary>Lines of a trace; a name that two lines part is looked for in their whole.</summary>
    private IReadOnlyList<string> Lines(IReadOnlyList<string> lines)
    {
        var whole = string.Join('\n', lines);
        var masked = values.Masked(whole);
        return ReferenceEquals(masked, whole) ? lines : lines.Sum(l => l.Count(c => c == '\n')) == 0 ? masked.Split('\n') : [.. lines.Select(l => values.Masked(l))];
    }

    /// <summary>Buffers of a live channel: overwritten in place, so that what frames the values stays whole.</summary>
    private string MaskedBytes(string base64)
    {
        ReadOnlyMemory<byte> bytes = Convert.FromBase64String(base64);
        var masked = values.Masked(bytes);
        return masked.Equals(bytes) ? base64 : Convert.ToBase64String(masked.Span);
    }

    private string CleanedPicture(string base64)
    {
        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(base64, bytes, out var written))
        {
            // No picture: it is text then, whatever it is called.
            return values.Masked(base64);
        }

        ReadOnlyMemory<byte> picture = bytes.AsMemory(0, written);
        var cleaned = PictureText.Cleaned(picture, values);
        return cleaned.Equals(picture) ? base64 : Convert.ToBase64String(cleaned.Span);
    }

    private static bool IsPicture(string mime) => mime.StartsWith("image/", StringComparison.Ordinal) && mime != Mime.Svg;

    private static bool IsBytes(string mime) => mime.StartsWith("application/octet-stream", StringComparison.Ordinal);

    private static bool IsText(string mime) =>
        mime == Mime.Svg || !(IsBytes(mime) || mime.StartsWith("image/", StringComparison.Ordinal) || mime.StartsWith("audio/", StringComparison.Ordinal) || mime.StartsWith("video/", StringComparison.Ordinal));

    private static TextForm FormOf(string mime, MimeContent content) =>
        content.IsJson ? TextForm.Json : mime is Mime.Html or Mime.Svg or "application/xml" or "text/xml" ? TextForm.Markup : TextForm.Text;
}
