namespace Sinogram.Data.Storage.Files;

/// <summary>Writes beside the file's place under a hidden name, and renames when complete and on disk.</summary>
internal sealed class FileWriter : StorageWriter
{
    private readonly string _path;
    private readonly string _part;
    private FileStream? _file;

    public FileWriter(string path)
    {
        _path = path;
        _part = PartOf(path);
        _file = new FileStream(_part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
    }

    /// <summary>The hidden name under which a file is written.</summary>
    public static string PartOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.part");

    public override Task CommitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = _file ?? throw new InvalidOperationException("The file was committed or given up.");
        FileStorage.Guard(_path, () =>
        {
            file.Flush(flushToDisk: true);
            file.Dispose();
            File.Move(_part, _path, overwrite: true);
            return true;
        });
        _file = null;
        return Task.CompletedTask;
    }

    protected override ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FileStorage.Guard(_path, () => { _file!.Write(bytes.Span); return true; });
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        if (_file is { } file)
        {
            _file = null;
            try
            {
                file.Dispose();
            }
            catch (IOException)
            {
                // What is given up need not reach a full disk.
            }
            File.Delete(_part);
        }
        return ValueTask.CompletedTask;
    }
}
