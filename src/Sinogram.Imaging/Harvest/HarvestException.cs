namespace Sinogram.Imaging.Harvest;

/// <summary>What is wrong with the source of a harvest.</summary>
public enum HarvestProblem
{
    /// <summary>The file or folder is not there.</summary>
    SourceMissing,

    /// <summary>The folder has no file, or the server no instance.</summary>
    SourceEmpty,

    /// <summary>The file or folder cannot be read.</summary>
    SourceUnreadable,

    /// <summary>The source is a workspace or lies in one, or is an address that cannot be harvested.</summary>
    SourceRefused,

    /// <summary>The profile of de-identification is unknown.</summary>
    Profile,
}

/// <summary>A harvest cannot start or go on; the message says what and where, the hint what to do. What was done before stays valid.</summary>
public sealed class HarvestException : ImagingException
{
    /// <summary>Creates the error.</summary>
    public HarvestException(HarvestProblem problem, string message, string hint, Exception? inner = null)
        : base(message, hint, inner) => Problem = problem;

    /// <summary>The kind of trouble.</summary>
    public HarvestProblem Problem { get; }
}
