using System.Diagnostics;
using System.Globalization;

namespace Sinogram.CSharp.Errors;

/// <summary>A file that may not grow any more: the runtime tells it as an argument out of range of a method that the cell never called.</summary>
internal static class FileSizeLimit
{
    /// <summary>The words for such an exception; null for another.</summary>
    public static string? Words(Exception exception) =>
        exception is ArgumentOutOfRangeException { ParamName: "value" } && new StackTrace(exception).GetFrame(0)?.GetMethod()?.DeclaringType is { } type && IsOfFiles(type)
            ? $"The file cannot grow: it has reached the limit of the size of a file, {Limit()}. Write less into it, or have the limit raised."
            : null;

    private static bool IsOfFiles(Type type) => type.Assembly == typeof(object).Assembly && type.Namespace is "System.IO" or "System.IO.Strategies" or "Microsoft.Win32.SafeHandles" or null;

    /// <summary>The limit of this process, from proc(5).</summary>
    private static string Limit()
    {
        const string Name = "Max file size";
        try
        {
            var soft = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal))?[Name.Length..]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return long.TryParse(soft, CultureInfo.InvariantCulture, out var bytes)
                ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes for this process (ulimit -f)")
                : "that of its file system";
        }
        catch (IOException)
        {
            return "that of this process (ulimit -f) or of its file system";
        }
    }
}
