namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>What files were found to hold, kept while the files are unchanged: a catalogue of many parts is not opened again for each query.</summary>
internal sealed class SchemaCache
{
    private const int Most = 64;
    private readonly Dictionary<string, (long Stamp, object Answer)> _answers = new(StringComparer.Ordinal);

    /// <param name="files">The files that the question is about.</param>
    /// <param name="question">The question, which names them.</param>
    /// <param name="ask">Asks it.</param>
    public T Get<T>(SourceFiles files, string question, Func<T> ask) where T : class
    {
        var stamp = Stamp(files);
        if (_answers.TryGetValue(question, out var known) && known.Stamp == stamp) { return (T)known.Answer; }
        if (_answers.Count >= Most) { _answers.Clear(); }
        var answer = ask();
        _answers[question] = (stamp, answer);
        return answer;
    }

    private static long Stamp(SourceFiles files)
    {
        var hash = new HashCode();
        foreach (var file in files.Files)
        {
            var info = new FileInfo(file);
            hash.Add(info.Length);
            hash.Add(info.LastWriteTimeUtc.Ticks);
        }
        return hash.ToHashCode();
    }
}
