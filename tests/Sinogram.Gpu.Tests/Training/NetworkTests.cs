using Sinogram.Gpu.Training;

namespace Sinogram.Gpu.Tests.Training;

public sealed class NetworkTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Gradients_agree_with_finite_differences(int classes)
    {
        var context = OpenClDevice.Context;
        const int rows = 13;
        var random = new Random(classes);
        var shape = new NetworkShape(5, [7, 6], classes);
        var parameters = shape.InitialParameters(11);
        using var input = context.Upload<float>(Enumerable.Range(0, rows * 5).Select(_ => (float)(random.NextDouble() * 4 - 2)).ToArray());
        using var labels = context.Upload<int>(Enumerable.Range(0, rows).Select(_ => random.Next(classes)).ToArray());
        using var losses = context.Allocate<float>(rows);
        float[] gradients;
        using (var network = new Network(context, shape, parameters, rows))
        {
            _ = Loss(network);
            gradients = network.Gradients.ToArray(TestContext.Current.CancellationToken);
        }
        const float h = 2e-3f;
        for (var i = 0; i < parameters.Length; i++)
        {
            Assert.Equal((LossAt(i, h) - LossAt(i, -h)) / (2 * h), gradients[i], 2e-3);
        }

        double Loss(Network network)
        {
            network.Forward(input, rows, Dropout.None);
            network.Backward(input, labels, rows, Dropout.None, losses, 0);
            return losses.ToArray(TestContext.Current.CancellationToken).Average(l => (double)l);
        }

        double LossAt(int index, float by)
        {
            var moved = parameters.ToArray();
            moved[index] += by;
            using var network = new Network(context, shape, moved, rows);
            return Loss(network);
        }
    }

    [Fact]
    public void Extreme_outputs_give_finite_losses_and_probabilities()
    {
        var context = OpenClDevice.Context;
        var shape = new NetworkShape(1, [], 2);
        using var network = new Network(context, shape, [200f, 0f], 4);
        using var input = context.Upload<float>([-3, -1, 1, 3]);
        using var labels = context.Upload<int>([1, 0, 1, 0]);
        using var losses = context.Allocate<float>(4);
        network.Forward(input, 4, Dropout.None);
        network.Backward(input, labels, 4, Dropout.None, losses, 0);
        Assert.Equal([600, 0, 0, 600], losses.ToArray(TestContext.Current.CancellationToken));
        var probabilities = Outputs.Predict(context, shape, [200f, 0f], [-3, 3], TestContext.Current.CancellationToken);
        Assert.Equal([1, Math.Exp(-600), Math.Exp(-600), 1], probabilities);
    }
}
