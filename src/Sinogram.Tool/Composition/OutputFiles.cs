using System.Globalization;
using System.Text;
using Sinogram.Core.Display;

namespace Sinogram.Tool.Composition;

/// <summary>
/// The full texts of cells that print too much to show, in files of their owner alone; those of a week ago are removed. The text has passed the output filter.
/// </summary>
/// <param name="folder">The folder of all sessions' files; made when the first is written.</param>
/// <param name="time">The clock.</param>
internal sealed class OutputFiles(string folder, TimeProvider time) : IFullOutput
{
    /// <summary>A loop that prints forever must not fill the disk.</summary>
    private const long LargestFile = 256L << 20;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public IFullText Open(int cellNumber)
    {
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RemoveOld();
            var name = string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}-cell-{cellNumber}.txt");
            var path = Path.Combine(folder, name);
            var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            return new FullText(stream, ShortOf(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FullText(null, ShortOf(folder)) { Problem = $"The rest cannot be kept in {ShortOf(folder)}: {e.Message}" };
        }
    }

    private static string ShortOf(string path)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 1 && path.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? "~" + path[home.Length..] : path;
    }

    private void RemoveOld()
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*-cell-*.txt").Where(f => time.GetUtcNow() - File.GetLastWriteTimeUtc(f) > Kept))
        {
            File.Delete(file);
        }
    }

    private sealed class FullText(FileStream? stream, string place) : IFullText
    {
        private readonly StreamWriter? _writer = stream is null ? null : new StreamWriter(stream, new UTF8Encoding(false), 1 << 16);
        private long _length;

        public string Place => place;

        public string? Problem { get; set; }

        public void Append(string text)
        {
            if (Problem is not null)
            {
                return;
            }

            try
            {
                _writer!.Write(text);
                _length += text.Length;
                if (_length > LargestFile)
                {
                    _writer.Flush();
                    Problem = $"The file {place} ends after {LargestFile >> 20} million characters";
                }
            }
            catch (IOException e)
            {
                Problem = $"The file {place} could not be written to its end: {e.Message}";
            }
        }

        public void Flush()
        {
            try
            {
                _writer?.Flush();
            }
            catch (IOException e)
            {
                Problem ??= $"The file {place} could not be written to its end: {e.Message}";
            }
        }
    }
}
