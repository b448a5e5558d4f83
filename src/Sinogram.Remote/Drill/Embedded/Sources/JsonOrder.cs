using System.Text.Json;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>The order of the columns of JSON files: as their objects bring them, which is Drill's.</summary>
internal static class JsonOrder
{
    private const int Looked = 1 << 20;
    private const int MostFiles = 16;

    /// <summary>The columns in order: those of the first objects, then the others as they are.</summary>
    /// <param name="files">The files.</param>
    /// <param name="names">All columns.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> files, IReadOnlyList<string> names)
    {
        var order = new List<string>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files.Take(MostFiles))
        {
            if (known.Count >= names.Count) { break; }
            Read(file, name => { if (known.Add(name)) { order.Add(name); } });
        }
        var places = order.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.OrdinalIgnoreCase);
        return [.. names.OrderBy(n => places.GetValueOrDefault(n, int.MaxValue))];
    }

    private static void Read(string file, Action<string> found)
    {
        var buffer = new byte[Looked];
        using var stream = CompressedFiles.Open(file);
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var reader = new Utf8JsonReader(buffer.AsSpan(0, length), isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1000 }));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName) { continue; }
                var name = reader.GetString()!;
                if (!reader.Read()) { return; }
                // A column without a type so far has no place yet.
                if (reader.TokenType == JsonTokenType.Null) { continue; }
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    var inside = reader;
                    if (inside.Read() && inside.TokenType == JsonTokenType.EndArray) { continue; }
                }
                found(name);
                if (!reader.TrySkip()) { return; }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            // NaN and what is no JSON: whoever reads the file tells it.
        }
    }
}
