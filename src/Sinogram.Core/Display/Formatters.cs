namespace Sinogram.Core.Display;

/// <summary>Makes a value's representations. The first formatter of the list that answers wins.</summary>
public interface IFormatter
{
    /// <summary>The bundle for a value, or null where this formatter is not for it. An exception is shown in the value's place.</summary>
    MimeBundle? Format(object value, FormatContext context);
}

/// <summary>What a formatter may ask back.</summary>
/// <param name="Formatters">The list, to format what is inside a value.</param>
/// <param name="Depth">How deep this value is nested; 0 for a shown value.</param>
public readonly record struct FormatContext(Formatters Formatters, int Depth)
{
    /// <summary>Formats a value inside this one.</summary>
    public MimeBundle Inner(object? value) => Formatters.Format(value, Depth + 1);
}

/// <summary>A formatter for one type and what derives from it.</summary>
public sealed class TypeFormatter<T>(Func<T, FormatContext, MimeBundle?> format) : IFormatter
{
    /// <inheritdoc/>
    public MimeBundle? Format(object value, FormatContext context) => value is T typed ? format(typed, context) : null;
}

/// <summary>
/// The visible, ordered list of formatters: what the notebook registered, then ours by type, then ours for any object.
/// Text/plain is always there: a bundle without it gets the value's text.
/// </summary>
public sealed class Formatters
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<IFormatter> _builtIn;
    private IFormatter[] _registered = [];

    /// <param name="builtIn">Ours, in order; the last should answer for any object.</param>
    public Formatters(params IReadOnlyList<IFormatter> builtIn) => _builtIn = builtIn;

    /// <summary>How a missing value is written.</summary>
    public Func<string> NullText { get; init; } = () => "null";

    /// <summary>Puts a notebook's formatter before all others.</summary>
    public void Register(IFormatter formatter)
    {
        lock (_lock)
        {
            _registered = [formatter, .. _registered];
        }
    }

    /// <summary>Takes back what the notebook registered.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _registered = [];
        }
    }

    /// <summary>A value as rows and columns, by the first formatter that knows it so; null where none does.</summary>
    public TabularView? View(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return _builtIn.OfType<ITabularSource>().Select(s => s.View(value)).FirstOrDefault(v => v is not null);
    }

    /// <summary>The representations of a value.</summary>
    public MimeBundle Format(object? value, int depth = 0)
    {
        switch (value)
        {
            case null:
                return MimeBundle.Text(NullText());
            case MimeBundle bundle:
                return WithPlain(bundle, null);
        }

        var context = new FormatContext(this, depth);
        foreach (var formatter in _registered.Concat(_builtIn))
        {
            try
            {
                if (formatter.Format(value, context) is { } bundle)
                {
                    return WithPlain(bundle, value);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return MimeBundle.Text($"<{formatter.GetType().Name} could not show a {value.GetType().Name}: {e.Message}>");
            }
        }

        return MimeBundle.Text(TextOf(value));
    }

    private static MimeBundle WithPlain(MimeBundle bundle, object? value) =>
        bundle.Data.ContainsKey(Mime.Plain) ? bundle : bundle.With(Mime.Plain, value is null ? "" : TextOf(value));

    private static string TextOf(object value) =>
        Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? value.GetType().Name;
}
