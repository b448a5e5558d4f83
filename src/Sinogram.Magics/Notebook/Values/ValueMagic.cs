using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;

namespace Sinogram.Magics.Notebook.Values;

/// <summary><c>#!value</c>: keeps text from the cell, a file, an address or the line under a name.</summary>
public sealed class ValueMagic(ValueStore store) : IMagic, IDisposable
{
    private const long Largest = 256 << 20;
    private static readonly string[] Sources = ["from-url", "from-file", "from-value"];

    private readonly Lazy<HttpClient> _http = new(() => new HttpClient { Timeout = TimeSpan.FromSeconds(100), MaxResponseContentBufferSize = Largest });

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "value",
        "Keeps text under a name that every language can share.",
        [
            new VerbInfo(
                "",
                "Keeps the text below the line, of a file, of an address, or of the line itself.",
                OptionInfo.Of("name", "NAME", "the name to keep it under") with { Required = true },
                OptionInfo.Of("from-file", "FILE", "read it from a file"),
                OptionInfo.Of("from-url", "URL", "fetch it"),
                OptionInfo.Of("from-value", "VALUE", "take it from the line: text, @name, @input, @password") with { TakesReference = true },
                OptionInfo.Of("mime-type", "TYPE", "show it as this media type"))
            {
                Body = BodyKind.Optional,
                BodyLanguage = "text",
            },
        ],
        "#!value --name sites --mime-type text/plain\nBasel\nBergen");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var given = Sources.Where(invocation.Has).Select(s => "--" + s).ToList();
        var hasBody = !string.IsNullOrWhiteSpace(invocation.Body);
        if (given.Count + (hasBody ? 1 : 0) != 1)
        {
            throw new MagicException(
                given.Count == 0 && !hasBody ? "#!value has no value." : $"#!value takes one value, not {string.Join(" and ", hasBody ? given.Append("the text below") : given)}.",
                "Write it below the line, or name one of --from-file, --from-url and --from-value.");
        }

        var value = hasBody ? invocation.Body : await ReadAsync(invocation, token).ConfigureAwait(false);
        store.Set(invocation.Option("name")!, value);
        return invocation.Option("mime-type") is { } mime && value is string text ? MimeBundle.Text(text).With(mime, text) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }
    }

    private async Task<object?> ReadAsync(MagicInvocation invocation, CancellationToken token)
    {
        try
        {
            if (invocation.Option("from-file") is { } file)
            {
                return await File.ReadAllTextAsync(file, token).ConfigureAwait(false);
            }

            if (invocation.Option("from-url") is { } url)
            {
                invocation.Context.Connections.Allow(url);
                return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                    ? await _http.Value.GetStringAsync(address, token).ConfigureAwait(false)
                    : throw new MagicException($"'{url}' is no http or https address.", "Read a file with --from-file.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException || (e is TaskCanceledException && !token.IsCancellationRequested))
        {
            throw new MagicException($"The value cannot be read: {e.Message}", "Check the name and that it can be reached from here.", e);
        }

        var text = invocation.Option("from-value")!;
        return ValueReference.Parse(text) is { } reference
            ? await reference.ReadAsync(invocation.Context, token).ConfigureAwait(false)
            : ValueText.Literal(text) as string ?? text;
    }
}
