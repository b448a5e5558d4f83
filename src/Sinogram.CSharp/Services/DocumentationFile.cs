using System.IO.MemoryMappedFiles;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sinogram.CSharp.Services;

/// <summary>
/// A documentation file of an assembly: where in it each member is. The file is gone through once; what stays in memory is a number and a place for each member,
/// and a member's text is read when it is asked for.
/// </summary>
internal sealed class DocumentationFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly (ulong Hash, int Start, int Length)[] _members;

    private DocumentationFile(SafeFileHandle file, (ulong, int, int)[] members)
    {
        _file = file;
        _members = members;
    }

    /// <summary>Opens a file; null where it cannot be read.</summary>
    public static DocumentationFile? Open(string path)
    {
        try
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
            return new DocumentationFile(file, Index(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The XML inside a member's element, by the member's documentation id; null where the file has none.</summary>
    public string? Of(string id)
    {
        var hash = Hash(Encoding.UTF8.GetBytes(id));
        var at = Array.BinarySearch(_members, (hash, 0, 0));
        at = at < 0 ? ~at : at;
        if (at >= _members.Length || _members[at].Hash != hash)
        {
            return null;
        }

        var bytes = new byte[_members[at].Length];
        try
        {
            var read = RandomAccess.Read(_file, bytes, _members[at].Start);
            return Encoding.UTF8.GetString(bytes, 0, read);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();

    private static unsafe (ulong, int, int)[] Index(string path)
    {
        var length = new FileInfo(path).Length;
        if (length is 0 or > int.MaxValue)
        {
            return [];
        }

        using var mapped = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = mapped.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return Index(new ReadOnlySpan<byte>(start + view.PointerOffset, (int)length));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static (ulong, int, int)[] Index(ReadOnlySpan<byte> text)
    {
        var open = "<member name=\""u8;
        var close = "</member>"u8;
        var members = new List<(ulong, int, int)>();
        for (var at = 0; text[at..].IndexOf(open) is var next and >= 0;)
        {
            at += next + open.Length;
            var name = text[at..].IndexOf((byte)'"');
            var body = name < 0 ? -1 : text[(at + name)..].IndexOf((byte)'>');
            if (body < 0)
            {
                break;
            }

            var from = at + name + body + 1;
            var end = text[from..].IndexOf(close);
            if (end < 0)
            {
                break;
            }

            if (text[from - 2] != (byte)'/')
            {
                members.Add((Hash(text.Slice(at, name)), from, end));
                at = from + end;
            }
        }

        members.Sort();
        return [.. members];
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        // FNV-1a of 64 bits: two of a file's members do not meet by chance.
        var hash = 14695981039346656037UL;
        foreach (var b in text)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        return hash;
    }
}
