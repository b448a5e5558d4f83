namespace Sinogram.R;

/// <summary>The environment that R needs beside the cleaned one: above all a UTF-8 locale, without which R garbles text.</summary>
internal static class REnvironment
{
    private const string Utf8Locale = "C.UTF-8";

    internal static Dictionary<string, string?> For(IReadOnlyDictionary<string, string?> chosen)
    {
        var changes = new Dictionary<string, string?>(chosen);
        var locale = new[] { "LC_ALL", "LC_CTYPE", "LANG" }.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        if (locale is null || !IsUtf8(locale))
        {
            changes.TryAdd("LC_ALL", null);
            changes.TryAdd("LC_CTYPE", Utf8Locale);
        }

        return changes;
    }

    private static bool IsUtf8(string locale) =>
        locale.EndsWith("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.EndsWith("utf8", StringComparison.OrdinalIgnoreCase);
}
