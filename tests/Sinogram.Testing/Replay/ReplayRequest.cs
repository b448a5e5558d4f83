namespace Sinogram.Testing.Replay;

/// <summary>A request as it came.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">Its headers; names without regard to case.</param>
/// <param name="Body">Its body, put together where it came in chunks.</param>
public sealed record ReplayRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
