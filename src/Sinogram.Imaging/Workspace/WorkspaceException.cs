namespace Sinogram.Imaging.Workspace;

/// <summary>What is wrong with a workspace or its key.</summary>
public enum WorkspaceProblem
{
    /// <summary>The folder is not there or is no workspace.</summary>
    Missing,

    /// <summary>The folder cannot be written.</summary>
    ReadOnly,

    /// <summary>No space is left on the device.</summary>
    Full,

    /// <summary>Another harvest or compaction works in it.</summary>
    Busy,

    /// <summary>It was made with another key.</summary>
    OtherKey,

    /// <summary>It was made with another de-identification profile.</summary>
    OtherProfile,

    /// <summary>Its manifest or store is damaged or of a newer version.</summary>
    Damaged,

    /// <summary>Its file system cannot do what is asked.</summary>
    Unsupported,

    /// <summary>The key file is missing, damaged or readable by others.</summary>
    Key,
}

/// <summary>A workspace or its key cannot be used; the message says what and where, the hint what to do.</summary>
public sealed class WorkspaceException : ImagingException
{
    /// <summary>Creates the error.</summary>
    public WorkspaceException(WorkspaceProblem problem, string message, string hint, Exception? inner = null)
        : base(message, hint, inner) => Problem = problem;

    /// <summary>The kind of trouble.</summary>
    public WorkspaceProblem Problem { get; }
}
