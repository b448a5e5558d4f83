namespace Sinogram.CSharp.Packages;

/// <summary>Where packages of a notebook come from and where what is known of them is kept.</summary>
public sealed record PackageOptions
{
    /// <summary>The folder for restored sets of packages: can be deleted at any time (<c>~/.cache/sinogram/packages</c>). Made with mode 0700.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>The folder for the locks of notebooks that have none beside them (<c>~/.local/state/sinogram/packages</c>).</summary>
    public required string LockFolder { get; init; }

    /// <summary>The notebook's file, where the front end tells it; else null, and the lock is that of the working folder.</summary>
    public string? Notebook { get; init; }

    /// <summary>The folder from which NuGet looks upwards for its configuration; null for the working folder.</summary>
    public string? ConfigurationFolder { get; init; }

    /// <summary>The administrator allows packages.</summary>
    public bool Allowed { get; init; } = true;

    /// <summary>The only sources that packages may come from; null for those that are configured and those that a notebook adds.</summary>
    public IReadOnlyList<string>? OnlySources { get; init; }

    /// <summary>The <c>dotnet</c> program to restore with; null for the one that runs the kernel, or else that of the PATH.</summary>
    public string? DotnetProgram { get; init; }
}
