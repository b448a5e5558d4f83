namespace Sinogram.Gpu.Training;

/// <summary>What a training run is asked for.</summary>
public sealed record TrainingOptions
{
    /// <summary>Width of each hidden layer; empty for logistic regression.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [16, 8];

    /// <summary>Passes over the training rows.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Rows of a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>How parameters follow their gradients.</summary>
    public Optimizer Optimizer { get; init; } = new Optimizer.Adam { Rate = 0.005f };

    /// <summary>Part of each hidden layer that is left out at random in a step, from 0 to 1 (Srivastava et al. 2014).</summary>
    public float Dropout { get; init; }

    /// <summary>Part of the rows of each class that is held out for the test.</summary>
    public double TestFraction { get; init; } = 0.3;

    /// <summary>Part of the rows of each class whose loss is watched in training.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Ends training after so many epochs without a lower validation loss, and takes the parameters of the lowest; null trains all epochs.</summary>
    public int? Patience { get; init; }

    /// <summary>Decides the split, the first weights, the order of the rows and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The class that probabilities are of where there are two; null for the last in the order of the text.</summary>
    public string? Positive { get; init; }

    internal void Check()
    {
        Require(Hidden.All(w => w is > 0 and <= 65536), "hidden layers are from 1 to 65,536 wide");
        Require(Epochs > 0, "at least one epoch is needed");
        Require(BatchSize > 0, "a batch has at least one row");
        Require(Optimizer.Rate > 0 && float.IsFinite(Optimizer.Rate), "the learning rate is greater than 0");
        Require(Dropout is >= 0 and < 1, "dropout is from 0 to less than 1");
        Require(TestFraction is >= 0 and < 1 && ValidationFraction is >= 0 and < 1, "fractions are from 0 to less than 1");
        Require(TestFraction + ValidationFraction < 1, "the test and validation fractions together leave rows for training");
        Require(Patience is null || (Patience > 0 && ValidationFraction > 0), "patience is greater than 0 and needs a validation fraction");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new TrainingException($"The options contradict: {rule}.");
        }
    }
}
