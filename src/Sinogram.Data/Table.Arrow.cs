using Sinogram.Data.Arrow;

namespace Sinogram.Data;

public sealed partial class Table
{
    /// <summary>Writes the table in the Arrow IPC streaming format (little-endian); the stream stays open.</summary>
    public void WriteArrow(Stream stream, CancellationToken cancellationToken = default) => WriteArrow(stream, ArrowCompression.None, cancellationToken);

    /// <summary>As the other overload, compressed.</summary>
    public void WriteArrow(Stream stream, ArrowCompression compression, CancellationToken cancellationToken = default) => new ArrowStreamWriter(stream, compression).Write(this, cancellationToken);

    /// <summary>Writes the table as an Arrow IPC file (also called Feather V2): under a hidden name first, then renamed.</summary>
    public void WriteArrow(string path, CancellationToken cancellationToken = default) => WriteArrow(path, ArrowCompression.None, cancellationToken);

    /// <summary>As the other overload, compressed.</summary>
    public void WriteArrow(string path, ArrowCompression compression, CancellationToken cancellationToken = default) =>
        ArrowFile.Write([this], Path.GetFullPath(path), compression, cancellationToken);

    /// <summary>Reads one table in the Arrow IPC streaming format, to its end mark.</summary>
    /// <exception cref="ArrowFormatException">The data are cut short, damaged, or of a type that columns do not have.</exception>
    public static Table ReadArrow(Stream stream, CancellationToken cancellationToken = default) => ArrowFile.Guard(() => new ArrowStreamReader(new StreamInput(stream)).Read(cancellationToken));

    /// <summary>As the other overload, from memory.</summary>
    public static Table ReadArrow(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        ArrowFile.Guard(() => new ArrowStreamReader(new MemoryInput(Buffers.ArrowBuffer.CopyOf(bytes.Span), 0)).Read(cancellationToken));

    /// <summary>Reads an Arrow IPC file or a file that holds an IPC stream.</summary>
    /// <exception cref="ArrowFormatException">As <see cref="ReadArrow(Stream, CancellationToken)"/>; the message names the file.</exception>
    public static Table ReadArrow(string path, CancellationToken cancellationToken = default) => ArrowFile.Read(path, cancellationToken);
}
