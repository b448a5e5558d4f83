namespace Sinogram.Gpu.Training;

/// <summary>Data, options or a model file that training or prediction cannot use; the message says what, where and what to do.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
