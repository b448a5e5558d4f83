namespace Sinogram.Data.Storage;

/// <summary>Why a storage refused.</summary>
public enum StorageFault
{
    /// <summary>There is no such file, folder or bucket.</summary>
    NotFound,
    /// <summary>The account may not do this, or is not known.</summary>
    Denied,
    /// <summary>Something is in the way: a file where a folder belongs.</summary>
    Exists,
    /// <summary>The content changed while it was read, or is not what was written.</summary>
    Changed,
    /// <summary>No room: disk or quota.</summary>
    Full,
    /// <summary>The service does not answer, or asks to come back later.</summary>
    Unavailable,
    /// <summary>The path or the request is not one that the storage takes.</summary>
    Invalid,
}

/// <summary>A storage refused or failed; the message says what, where and what to do.</summary>
public sealed class StorageException : IOException
{
    public StorageException(StorageFault fault, string message, Exception? inner = null) : base(message, inner) => Fault = fault;

    public StorageFault Fault { get; }
}
