using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Core.Privacy;

namespace Sinogram.Tool.Audit;

/// <summary>
/// The audit of what was revealed: one JSON object a line, appended before what it tells of is shown, each with the hash of the line before, so that a line
/// that was changed, taken out or put in is told; <see cref="AuditHead"/> tells a tail that was cut off. Mode 0600; holds who and when and which attributes,
/// never a value.
/// </summary>
/// <param name="path">The file, or a folder in which every user has one.</param>
/// <param name="user">Who it is.</param>
/// <param name="time">The clock.</param>
/// <param name="head">Makes what is kept of the audit's end, told the audit's file.</param>
internal sealed class AuditLog(string path, string user, TimeProvider time, Func<string, AuditHead> head) : IAudit
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Lost = "lost";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file that is written.</summary>
    public string File { get; } = Directory.Exists(path) ? Path.Combine(path, user.Replace('/', '_') + ".jsonl") : path;

    private AuditHead Head => head(File);

    public void Require()
    {
        Guard(() =>
        {
            using var file = Open();
            Head.Require();
        });
    }

    public void Write(AuditEntry entry)
    {
        Guard(() =>
        {
            using var file = Open();
            var head = Head;
            var before = Lines(file);
            var line = new JsonObject
            {
                ["line"] = before.Count + 1,
                ["time"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
                ["user"] = user,
                ["action"] = entry.Action,
                ["cell"] = entry.Cell,
                ["attributes"] = new JsonArray([.. entry.Attributes.Select(a => (JsonNode)a)]),
                ["rows"] = entry.Rows,
                ["previous"] = before.Count == 0 ? "" : before[^1].Hash,
            };
            if (ProblemOfEnd(head, before) is { } problem)
            {
                // The head goes on from here; that something was lost stays told in the chain.
                line[Lost] = problem;
            }

            var hash = HashOf(line);
            line["hash"] = hash;
            Append(file, line.ToJsonString(Plain) + "\n");
            head.Write(new AuditMark(before.Count + 1, hash));
        });
    }

    /// <summary>Checks the audit from its first line to its last, and against what was kept of its end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public AuditState Verify()
    {
        var lines = new List<(string Hash, string? User)>();
        string? problem = null;
        if (System.IO.File.Exists(File))
        {
            foreach (var text in System.IO.File.ReadLines(File))
            {
                var number = lines.Count + 1;
                if (Parse(text) is not { } line || (string?)line["previous"] != (lines.Count == 0 ? "" : lines[^1].Hash) || (string?)line["hash"] != HashOf(line) || (int?)line["line"] != number)
                {
                    return new AuditState(number, $"line {number} does not follow from the one before");
                }

                problem ??= line[Lost] is { } lost ? $"before line {number} was written, {(string?)lost}" : null;
                lines.Add(((string)line["hash"]!, (string?)line["user"]));
            }
        }

        return new AuditState(lines.Count, problem ?? ProblemOfEnd(Head, lines));
    }

    private string? ProblemOfEnd(AuditHead head, List<(string Hash, string? User)> lines)
    {
        AuditMark? mark;
        try
        {
            mark = head.Read();
        }
        catch (InvalidDataException e)
        {
            return $"what is kept of its end in {head.File} is of no use: {e.Message}";
        }

        // Where several users share one audit, each has a head, and later lines of others.
        return mark is null ? lines.Any(l => l.User == user) ? $"{head.File} was gone, so that it cannot be told whether lines were cut off its end" : null
            : lines.Count < mark.Lines ? $"{mark.Lines - lines.Count} of {mark.Lines} lines were gone from its end"
            : lines[mark.Lines - 1].Hash != mark.Hash ? $"line {mark.Lines} was not the one that was written"
            : null;
    }

    /// <summary>Adds a line as a whole or not at all; one that another program left unfinished keeps a line of its own, which the check tells.</summary>
    internal static void Append(Stream file, string line)
    {
        var end = file.Length;
        if (end > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            line = file.ReadByte() == '\n' ? line : "\n" + line;
        }

        file.Seek(0, SeekOrigin.End);
        try
        {
            file.Write(Encoding.UTF8.GetBytes(line));
            file.Flush();
            (file as FileStream)?.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // The disk is full: what of it was written is taken back.
            file.SetLength(end);
            throw;
        }
    }

    private static void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new MagicException("The audit cannot be written, so nothing is revealed.", "`sinogram doctor` shows its place and what is wrong with it.", e);
        }
    }

    private static List<(string Hash, string? User)> Lines(FileStream file)
    {
        file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8, false, 4096, leaveOpen: true);
        var lines = new List<(string Hash, string? User)>();
        while (reader.ReadLine() is { } text)
        {
            var line = Parse(text);
            lines.Add(((string?)line?["hash"] ?? "", (string?)line?["user"]));
        }

        return lines;
    }

    private static string HashOf(JsonObject line)
    {
        var hashed = new JsonObject(line.Where(p => p.Key != "hash").Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashed.ToJsonString(Plain))));
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The file, for this process alone; another kernel that writes a line is waited for.</summary>
    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(File))!, OwnerOnly | UnixFileMode.UserExecute);
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                return new FileStream(File, new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = OwnerOnly,
                });
            }
            catch (IOException) when (System.IO.File.Exists(File) && time.GetElapsedTime(started) < Patience)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}

/// <summary>What a check of the audit found.</summary>
/// <param name="Lines">Lines that were read.</param>
/// <param name="Problem">What does not fit; null where all does.</param>
internal sealed record AuditState(int Lines, string? Problem);
