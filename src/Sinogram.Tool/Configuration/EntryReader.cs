using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Sinogram.Core.Magics;

namespace Sinogram.Tool.Configuration;

/// <summary>Reads a file of named entries: one JSON object, comments allowed. What is wrong in it is told with its line.</summary>
internal static class EntryReader
{
    private const int Most = 1 << 20;
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];
    private static readonly JsonReaderOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The bytes of a file, which is no longer than such files are.</summary>
    /// <exception cref="ConfigurationException">It is longer than a mebibyte.</exception>
    public static byte[] Bytes(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[Most + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= Most ? bytes[..length] : throw new ConfigurationException("it is longer than a mebibyte.");
    }

    /// <summary>Hands over each entry: its name, its value (a bool, a text, a list of texts; null for anything else), its line.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="names">The entries that there are.</param>
    /// <param name="what">What they are entries of, in words.</param>
    /// <param name="take">Takes one.</param>
    /// <exception cref="ConfigurationException">What is wrong, and in which line.</exception>
    public static void Read(ReadOnlySpan<byte> json, IReadOnlyList<string> names, string what, Action<string, object?, int> take)
    {
        json = json.StartsWith(Mark) ? json[Mark.Length..] : json;
        if (!Utf8.IsValid(json))
        {
            throw new ConfigurationException($"line {LineOf(json, FirstInvalid(json))}: it is no text in UTF-8.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, Reading);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new ConfigurationException("it is no JSON object.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                var line = LineOf(json, reader.TokenStartIndex);
                if (!names.Contains(name))
                {
                    throw new ConfigurationException($"line {line}: '{name}' is no entry of {what}. {Suggestion.For(name, names, "") ?? $"Its entries are {string.Join(", ", names)}."}");
                }

                if (!seen.Add(name))
                {
                    throw new ConfigurationException($"line {line}: '{name}' is given twice.");
                }

                reader.Read();
                take(name, ValueOf(ref reader), line);
            }

            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"line {e.LineNumber + 1}: it is no JSON.");
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (at < json.Length && Rune.DecodeFromUtf8(json[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static int LineOf(ReadOnlySpan<byte> json, long position) => json[..(int)position].Count((byte)'\n') + 1;

    private static object? ValueOf(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False:
                return reader.GetBoolean();
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.StartArray:
                var list = new List<string>();
                var isText = true;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    isText &= reader.TokenType == JsonTokenType.String;
                    list.Add(isText ? reader.GetString()! : "");
                    reader.Skip();
                }

                return isText ? list : null;
            default:
                reader.Skip();
                return null;
        }
    }
}

/// <summary>A configuration file that is not as it should be.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
