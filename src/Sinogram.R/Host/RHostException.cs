namespace Sinogram.R.Host;

/// <summary>R reports an error outside user code; its message goes to the parent as it is.</summary>
internal sealed class RHostException(string message) : Exception(message);
