using Sinogram.Data.Storage;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Network;

namespace Sinogram.Imaging.Harvest;

/// <summary>How a harvest works.</summary>
public sealed record HarvestOptions
{
    /// <summary>De-identification profile: <c>basic</c>, or <c>none</c>, which leaves the workspace identified.</summary>
    public string Profile { get; init; } = "basic";

    /// <summary>Keeps only the catalogue, of the files as they are and where they are; the workspace is identified.</summary>
    public bool IndexOnly { get; init; }

    /// <summary>The source carries no patient: a workspace of <c>none</c> or of an index identifies nobody then, and is not masked.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The key; null takes the user's own, made at first use (<see cref="Workspace.KeyStore"/>).</summary>
    public DeidentificationKey? Key { get; init; }

    /// <summary>Files read, checked and de-identified at once; the processors that this process may use by default.</summary>
    public int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 32);

    /// <summary>Longest time for which finished instances wait to appear in the catalogue.</summary>
    public TimeSpan PublishEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Finished instances that wait at most before they appear in the catalogue.</summary>
    public int PublishRows { get; init; } = 10_000;

    /// <summary>Bytes of source files held in memory at once; a larger file is read alone.</summary>
    public long MemoryBudget { get; init; } = 1L << 30;

    /// <summary>How to talk to a DICOMweb server.</summary>
    public DicomWebOptions? Web { get; init; }

    /// <summary>How to reach <c>s3://</c> and <c>webhdfs://</c>; null as the environment says.</summary>
    public StorageProvider? Storage { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
