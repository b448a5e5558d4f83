namespace Sinogram.Gpu.Training;

/// <summary>How parameters follow their gradients.</summary>
public abstract record Optimizer
{
    private Optimizer()
    {
    }

    /// <summary>Size of a step.</summary>
    public required float Rate { get; init; }

    /// <summary>Gradient descent with momentum (Polyak 1964).</summary>
    public sealed record Sgd : Optimizer
    {
        /// <summary>Part of the last step that is kept, from 0 to 1.</summary>
        public float Momentum { get; init; } = 0.9f;
    }

    /// <summary>Adam (Kingma and Ba, ICLR 2015).</summary>
    public sealed record Adam : Optimizer
    {
        /// <summary>Decay of the mean gradient.</summary>
        public float Beta1 { get; init; } = 0.9f;

        /// <summary>Decay of the mean squared gradient.</summary>
        public float Beta2 { get; init; } = 0.999f;

        /// <summary>Keeps the divisor from 0.</summary>
        public float Epsilon { get; init; } = 1e-8f;
    }
}
