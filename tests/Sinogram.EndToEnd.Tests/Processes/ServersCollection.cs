namespace Sinogram.EndToEnd.Tests.Processes;

/// <summary>Tests that start servers, one after the other: each needs the machine for itself.</summary>
[CollectionDefinition("servers", DisableParallelization = true)]
public sealed class ServersCollection;
