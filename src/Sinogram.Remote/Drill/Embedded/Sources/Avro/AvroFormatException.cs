namespace Sinogram.Remote.Drill.Embedded.Sources.Avro;

/// <summary>Bytes that are no Avro, or something of Avro that Drill does not read either.</summary>
internal sealed class AvroFormatException(string message, Exception? inner = null) : Exception(message, inner);
