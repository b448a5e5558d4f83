namespace Sinogram.Tool.Doctor;

/// <summary>The result of one check.</summary>
/// <param name="Name">What was looked for.</param>
/// <param name="State">What was found.</param>
/// <param name="Detail">Version or place; or what is wrong.</param>
/// <param name="Remedy">The command that mends it; null where nothing is to mend.</param>
internal sealed record CheckResult(string Name, CheckState State, string Detail, string? Remedy = null);

/// <summary>How a check ended.</summary>
internal enum CheckState
{
    /// <summary>There, and works.</summary>
    Found,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, and not as it should be.</summary>
    Broken,

    /// <summary>Not needed for the main job, and not there.</summary>
    Optional,
}
