using Sinogram.Core.Display;

namespace Microsoft.DotNet.Interactive;

/// <summary>A value as text of a media type.</summary>
/// <param name="mimeType">The media type.</param>
/// <param name="value">The text.</param>
public sealed class FormattedValue(string mimeType, string value)
{
    /// <summary>The media type.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <summary>A value in the media types named, or in all that its formatters make.</summary>
    public static IReadOnlyList<FormattedValue> CreateManyFromObject(object? value, params string[] mimeTypes) =>
        Of(Sinogram.Interactive.Formatting.MimeSelection.Bundle(DisplayedValue.Output, value, mimeTypes));

    /// <summary>A value in one media type.</summary>
    public static FormattedValue CreateSingleFromObject(object? value, string? mimeType = null) =>
        CreateManyFromObject(value, mimeType ?? Mime.Plain)[0];

    internal static IReadOnlyList<FormattedValue> Of(MimeBundle bundle) => [.. bundle.Data.Select(d => new FormattedValue(d.Key, d.Value.Text))];
}

/// <summary>A variable's name and type.</summary>
/// <param name="Name">The name.</param>
/// <param name="TypeName">The type's name.</param>
/// <param name="FormattedValue">A short text of its value.</param>
public sealed record KernelValueInfo(string Name, string TypeName, FormattedValue FormattedValue);
