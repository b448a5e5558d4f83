using System.Text;
using System.Text.Json;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.History;

/// <summary>
/// Keeps the texts of cells over restarts: one JSON object a line, readable by its owner only. Outputs are not kept: they may hold
/// identifying values. A file that cannot be read or written is logged once and does without.
/// </summary>
internal sealed class HistoryFile(string path, Action<string> log)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private bool _failed;

    /// <summary>The last cells in the file, as many as are kept; the others are dropped from it when it has grown to twice as many.</summary>
    internal IReadOnlyList<HistoryEntry> Read()
    {
        try
        {
            // A device may be there and have no end; its length is 0.
            if (new FileInfo(path) is not { Exists: true, Length: > 0 })
            {
                return [];
            }

            var lines = File.ReadAllLines(path);
            List<HistoryEntry> entries = [.. lines.TakeLast(CellHistory.Kept).Select(Parse).OfType<HistoryEntry>()];
            if (lines.Length > 2 * CellHistory.Kept)
            {
                Rewrite(entries);
            }

            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e);
            return [];
        }
    }

    internal void Append(HistoryEntry entry)
    {
        if (_failed)
        {
            return;
        }

        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            }

            using var file = Open(FileMode.Append, path);
            file.Write(Line(entry));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            Fail(e);
        }
    }

    private void Rewrite(IReadOnlyList<HistoryEntry> entries)
    {
        var fresh = path + "." + Guid.NewGuid().ToString("N");
        using (var file = Open(FileMode.CreateNew, fresh))
        {
            foreach (var entry in entries)
            {
                file.Write(Line(entry));
            }
        }

        File.Move(fresh, path, overwrite: true);
    }

    private static FileStream Open(FileMode mode, string path) => new(
        path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnerOnly });

    private static byte[] Line(HistoryEntry entry)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("session", entry.Session);
            json.WriteNumber("line", entry.Line);
            json.WriteString("input", entry.Input);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static HistoryEntry? Parse(string line)
    {
        try
        {
            var root = JsonElement.Parse(Encoding.UTF8.GetBytes(line));
            return root.ValueKind == JsonValueKind.Object && root.Whole("session") is { } session && root.Whole("line") is { } number && root.Text("input") is { } input
                ? new HistoryEntry(session, number, input, null)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Fail(Exception e)
    {
        _failed = true;
        log($"the history is kept in memory only: {e.Message}");
    }
}
