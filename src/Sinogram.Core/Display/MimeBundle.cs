using System.Collections.Immutable;

namespace Sinogram.Core.Display;

/// <summary>The media-type names that the kernel uses.</summary>
public static class Mime
{
    public const string Plain = "text/plain";
    public const string Html = "text/html";
    public const string Markdown = "text/markdown";
    public const string Latex = "text/latex";
    public const string Javascript = "application/javascript";
    public const string Json = "application/json";
    public const string Png = "image/png";
    public const string Svg = "image/svg+xml";
    public const string DataResource = "application/vnd.dataresource+json";
}

/// <summary>
/// One value in several representations, as a front end receives it: media type to content.
/// Text types and images hold a string (images in base64), types ending in <c>json</c> hold a <see cref="System.Text.Json.Nodes.JsonNode"/> or a JSON text.
/// </summary>
public sealed class MimeBundle
{
    private readonly ImmutableSortedDictionary<string, MimeContent> _data;

    private readonly Func<MimeBundle, MimeBundle>? _draw;

    private MimeBundle(ImmutableSortedDictionary<string, MimeContent> data, ImmutableSortedDictionary<string, string> metadata, MimeBundle? like = null)
    {
        _data = data;
        _draw = like?._draw;
        Metadata = metadata;
        IsRevealed = like?.IsRevealed ?? false;
        Words = like?.Words ?? [];
    }

    private MimeBundle(ImmutableSortedDictionary<string, MimeContent> data, ImmutableSortedDictionary<string, string> metadata, MimeBundle like, Func<MimeBundle, MimeBundle>? draw)
        : this(data, metadata, like) => _draw = draw;

    /// <summary>A bundle without a representation.</summary>
    public static MimeBundle Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, MimeContent>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Media type to content, in ordinal order of the types.</summary>
    public IReadOnlyDictionary<string, MimeContent> Data => _data;

    /// <summary>Metadata of the whole bundle: key to JSON text (for example <c>isolated</c>).</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>Shown with identifying values, because the person at the front end asked for them.</summary>
    internal bool IsRevealed { get; private init; }

    /// <summary>
    /// What its pictures show in words, where that is known: titles, labels, legends. The output filter withholds a picture for them; they never leave the process.
    /// </summary>
    public IReadOnlyList<string> Words { get; private init; }

    /// <summary>Plain text alone.</summary>
    public static MimeBundle Text(string text) => Empty.With(Mime.Plain, text);

    /// <summary>HTML with its plain-text twin.</summary>
    public static MimeBundle Html(string html, string text) => Empty.With(Mime.Html, html).With(Mime.Plain, text);

    /// <summary>A PNG picture with the text that stands for it.</summary>
    public static MimeBundle Png(ReadOnlySpan<byte> png, string text) =>
        Empty.With(Mime.Png, Convert.ToBase64String(png)).With(Mime.Plain, text);

    /// <summary>This bundle with one representation more, or replaced. Text of a type that ends in <c>json</c> is taken as JSON text.</summary>
    public MimeBundle With(string mime, string content) =>
        new(_data.SetItem(mime, new MimeContent(content, mime.EndsWith("json", StringComparison.Ordinal))), Metadata, this);

    /// <summary>This bundle without one representation.</summary>
    public MimeBundle Without(string mime) => new(_data.Remove(mime), Metadata, this);

    /// <summary>This bundle with metadata; the value is JSON text.</summary>
    public MimeBundle WithMetadata(string key, string json) => new(_data, Metadata.SetItem(key, json), this);

    /// <summary>This bundle without one entry of its metadata.</summary>
    public MimeBundle WithoutMetadata(string key) => new(_data, Metadata.Remove(key), this);

    /// <summary>This bundle as one whose pictures show these words.</summary>
    public MimeBundle WithWords(params IReadOnlyList<string> words) => new(_data, Metadata, this) { Words = words };

    /// <summary>This bundle as one that passes the filter unchanged.</summary>
    internal MimeBundle Revealed() => new(_data, Metadata, this) { IsRevealed = true };

    /// <summary>
    /// This bundle with representations that are drawn from the others once those have passed the output filter: a picture would hide its texts from it.
    /// </summary>
    /// <param name="draw">Adds what is drawn.</param>
    public MimeBundle DrawnBy(Func<MimeBundle, MimeBundle> draw) => new(_data, Metadata, this, draw);

    /// <summary>This bundle with what is drawn.</summary>
    public MimeBundle Drawn() => _draw is null ? this : _draw(new MimeBundle(_data, Metadata, this, draw: null));

    /// <summary>The text of one representation, or null.</summary>
    public string? this[string mime] => _data.TryGetValue(mime, out var content) ? content.Text : null;

    /// <summary>This bundle with every text and its metadata passed through a function; used by the output filter.</summary>
    public MimeBundle Map(Func<string, MimeContent, string> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var data = _data;
        foreach (var (mime, content) in _data)
        {
            var text = change(mime, content);
            if (!ReferenceEquals(text, content.Text))
            {
                data = data.SetItem(mime, content with { Text = text });
            }
        }

        var metadata = Metadata;
        foreach (var (key, json) in Metadata)
        {
            var text = change(Mime.Json, new MimeContent(json, IsJson: true));
            if (!ReferenceEquals(text, json))
            {
                metadata = metadata.SetItem(key, text);
            }
        }

        return ReferenceEquals(data, _data) && ReferenceEquals(metadata, Metadata) ? this : new MimeBundle(data, metadata, this) { IsRevealed = false };
    }
}

/// <summary>The content of one representation.</summary>
/// <param name="Text">The text; base64 for binary types; JSON text where <paramref name="IsJson"/>.</param>
/// <param name="IsJson">The text is JSON and goes onto the wire as a JSON value.</param>
public readonly record struct MimeContent(string Text, bool IsJson);
