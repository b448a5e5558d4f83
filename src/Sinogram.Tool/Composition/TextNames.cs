using System.Collections;
using Sinogram.Core.Execution;
using Sinogram.Data;

namespace Sinogram.Tool.Composition;

/// <summary>The files of this machine, and the columns and keys of what variables hold.</summary>
internal sealed class TextNames : ITextNames
{
    private const int Most = 500;

    public IReadOnlyList<string> Files(string path)
    {
        var end = path.LastIndexOf('/') + 1;
        var (folder, name) = (path[..end], path[end..]);
        if (folder.StartsWith("~/", StringComparison.Ordinal))
        {
            folder = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + folder[1..];
        }

        try
        {
            return
            [
                .. new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFileSystemInfos()
                    .Where(e => e.Name.StartsWith(name, StringComparison.Ordinal) && (name.Length > 0 || e.Name[0] != '.'))
                    .Take(Most).Select(e => e is DirectoryInfo ? e.Name + "/" : e.Name).Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    public IReadOnlyList<string> Keys(object value)
    {
        try
        {
            return value switch
            {
                Table table => [.. table.Schema.Select(f => f.Name)],
                System.Data.DataTable table => [.. table.Columns.Cast<System.Data.DataColumn>().Select(c => c.ColumnName)],
                IDictionary dictionary => [.. dictionary.Keys.OfType<string>().Take(Most)],
                _ => [],
            };
        }
        catch (InvalidOperationException)
        {
            // A cell that runs is changing it.
            return [];
        }
    }
}
