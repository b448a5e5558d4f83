namespace Sinogram.Data;

/// <summary>How the buffers of an Arrow file or stream are compressed.</summary>
public enum ArrowCompression
{
    None,
    /// <summary>LZ4 frames: quick.</summary>
    Lz4,
    /// <summary>Zstandard: smaller.</summary>
    Zstd,
}
