namespace Sinogram.Gpu.Training;

/// <summary>What an epoch ended with.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Epochs">The number asked for.</param>
/// <param name="TrainingLoss">Mean cross-entropy of the training rows in this epoch's steps, in nats.</param>
/// <param name="ValidationLoss">Mean cross-entropy of the validation rows after the epoch; not a number where there are none.</param>
/// <param name="ValidationAccuracy">Part of the validation rows whose likeliest class is theirs; not a number where there are none.</param>
/// <param name="Elapsed">Time since training began.</param>
public sealed record EpochReport(int Epoch, int Epochs, double TrainingLoss, double ValidationLoss, double ValidationAccuracy, TimeSpan Elapsed);
