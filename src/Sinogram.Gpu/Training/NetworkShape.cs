namespace Sinogram.Gpu.Training;

/// <summary>
/// The layers of a network: dense layers with max(0, x) between them; one output (sigmoid) for two classes, else one for each class (softmax).
/// </summary>
/// <param name="Inputs">Number of features.</param>
/// <param name="Hidden">Width of each hidden layer; empty for logistic regression.</param>
/// <param name="Classes">Number of classes, two or more.</param>
public sealed record NetworkShape(int Inputs, IReadOnlyList<int> Hidden, int Classes)
{
    /// <summary>Number of outputs: 1 for two classes.</summary>
    public int Outputs => Classes == 2 ? 1 : Classes;

    /// <summary>The layers in order, with the place of their parameters.</summary>
    public IReadOnlyList<DenseLayer> Layers
    {
        get
        {
            var layers = new List<DenseLayer>();
            var offset = 0;
            var inputs = Inputs;
            foreach (var width in Hidden.Append(Outputs))
            {
                layers.Add(new DenseLayer(layers.Count, offset, inputs, width, IsHidden: layers.Count < Hidden.Count));
                offset += (inputs + 1) * width;
                inputs = width;
            }
            return layers;
        }
    }

    /// <summary>Number of weights and biases.</summary>
    public int ParameterCount => Layers.Sum(l => l.ParameterCount);

    /// <inheritdoc/>
    public bool Equals(NetworkShape? other) =>
        other is not null && Inputs == other.Inputs && Classes == other.Classes && Hidden.SequenceEqual(other.Hidden);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Inputs, Classes, Hidden.Count);

    /// <inheritdoc/>
    public override string ToString() => string.Join("-", Hidden.Prepend(Inputs).Append(Outputs));

    /// <summary>
    /// The parameters that training starts with: uniform weights within sqrt(6 / inputs) before max(0, x) (He et al. 2015) and within
    /// sqrt(6 / (inputs + outputs)) before the output (Glorot and Bengio 2010), biases of 0.
    /// </summary>
    public float[] InitialParameters(ulong seed)
    {
        var parameters = new float[ParameterCount];
        foreach (var layer in Layers)
        {
            var random = new Philox(seed, 0, (uint)layer.Index, Philox.Purpose.Weights);
            var limit = Math.Sqrt(6.0 / (layer.IsHidden ? layer.Inputs : layer.Inputs + layer.Outputs));
            for (var i = 0; i < layer.Inputs * layer.Outputs; i++)
            {
                parameters[layer.Offset + i] = (float)((2 * random.NextUniform() - 1) * limit);
            }
        }
        return parameters;
    }
}

/// <summary>A dense layer: its weights [inputs][outputs] and then its biases lie at <paramref name="Offset"/> of the network's parameters.</summary>
/// <param name="Index">Position, from 0.</param>
/// <param name="Offset">Place of the first weight.</param>
/// <param name="Inputs">Number of inputs.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="IsHidden">Whether max(0, x) follows.</param>
public sealed record DenseLayer(int Index, int Offset, int Inputs, int Outputs, bool IsHidden)
{
    /// <summary>Number of weights and biases.</summary>
    public int ParameterCount => (Inputs + 1) * Outputs;
}
