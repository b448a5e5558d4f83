using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Magics;
using Sinogram.Core.Privacy;

namespace Sinogram.Tool.Audit;

/// <summary>
/// The audit of what was revealed: one JSON object a line, appended, each with the hash of the line before, so that a line that was changed, taken
/// out or put in is told. Mode 0600; holds who and when and which attributes, never a value.
/// </summary>
/// <param name="path">The file, or a folder in which every user has one.</param>
/// <param name="user">Who it is.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditLog(string path, string user, TimeProvider time) : IAudit
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file that is written.</summary>
    public string File { get; } = Directory.Exists(path) ? Path.Combine(path, user.Replace('/', '_') + ".jsonl") : path;

    public void Require()
    {
        try
        {
            using var file = Open();
            Check(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MagicException("The audit cannot be written, so nothing is revealed.", "`sinogram doctor` shows its place and what is wrong with it.", e);
        }
    }

    public void Write(AuditEntry entry)
    {
        using var file = Open();
        var (lines, last) = Check(file);
        var line = new JsonObject
        {
            ["line"] = lines + 1,
            ["time"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["user"] = user,
            ["action"] = entry.Action,
            ["cell"] = entry.Cell,
            ["attributes"] = new JsonArray([.. entry.Attributes.Select(a => (JsonNode)a)]),
            ["rows"] = entry.Rows,
            ["previous"] = last,
        };
        line["hash"] = HashOf(line);
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(line.ToJsonString(Plain) + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Checks a file from its first line to its last.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AuditState Verify(string file)
    {
        var lines = 0;
        var last = "";
        foreach (var text in System.IO.File.ReadLines(file))
        {
            lines++;
            if (Parse(text) is not { } line || (string?)line["previous"] != last || (string?)line["hash"] != HashOf(line) || (int?)line["line"] != lines)
            {
                return new AuditState(lines, BrokenAt: lines);
            }

            last = (string)line["hash"]!;
        }

        return new AuditState(lines, BrokenAt: null);
    }

    private static (int Lines, string Last) Check(FileStream file)
    {
        file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8, false, 4096, leaveOpen: true);
        var (lines, last) = (0, "");
        while (reader.ReadLine() is { } text)
        {
            lines++;
            last = Parse(text) is { } line && (string?)line["hash"] is { } hash ? hash : "";
        }

        return (lines, last);
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
/// <param name="BrokenAt">The first line that does not fit the one before; null where all do.</param>
internal sealed record AuditState(int Lines, int? BrokenAt);
