using Sinogram.Data.Engine;

namespace Sinogram.Data;

public sealed partial class Table
{
    /// <summary>Reads a file, the files of a pattern, or those of a storage as one table; see <see cref="DuckDbEngine.Read"/>.</summary>
    public static Table Read(string location, CancellationToken cancellationToken = default) => TableEngine.Engine.Read(location, cancellationToken);

    /// <summary>Writes the table to a file of this machine or of a storage (<c>s3://</c>, <c>webhdfs://</c>); the ending (.parquet, .csv, .json, .arrow) says how. It appears whole or not at all.</summary>
    public void Write(string location, CancellationToken cancellationToken = default) => TableEngine.Engine.Write(this, location, cancellationToken);
}
