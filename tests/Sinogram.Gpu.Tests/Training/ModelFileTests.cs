using System.Globalization;
using Sinogram.Gpu.Training;
using Sinogram.Testing;

namespace Sinogram.Gpu.Tests.Training;

public sealed class ModelFileTests
{
    /// <summary>Reads the file by the format's description and runs its layers.</summary>
    private const string Numpy = """
        import sys, json, struct, numpy as np
        b = open(sys.argv[1], 'rb').read(); n = struct.unpack('<Q', b[:8])[0]; h = json.loads(b[8:8 + n]); d = b[8 + n:]
        m = h.pop('__metadata__'); T = {k: np.frombuffer(d[v['data_offsets'][0]:v['data_offsets'][1]], {'F32': '<f4', 'F64': '<f8'}[v['dtype']]).reshape(v['shape']) for k, v in h.items()}
        assert sum(v['data_offsets'][1] - v['data_offsets'][0] for v in h.values()) == len(d)
        lines = [l.split(',') for l in open(sys.argv[2]).read().split('\n') if l]
        x = np.array([[float(l[lines[0].index(f)]) for f in json.loads(m['features'])] for l in lines[1:]])
        x = (x - T['standardize.mean']) / T['standardize.scale']; k = len(json.loads(m['hidden'])) + 1
        for i in range(k):
            x = x @ T['layers.%d.weight' % i].T + T['layers.%d.bias' % i]
            if i < k - 1: x = np.maximum(x, 0)
        print(*(1 / (1 + np.exp(-x[:, 0]))))
        """;

    [Fact]
    public void A_saved_model_is_read_by_others_and_predicts_the_same()
    {
        var context = OpenClDevice.Context;
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var model = Classifier.Train(Wdbc.Table, "Diagnosis", options: new TrainingOptions { Epochs = 5 }, context: context, token: TestContext.Current.CancellationToken);
            var (file, csv) = (Path.Combine(folder, "model.safetensors"), Path.Combine(folder, "wdbc.csv"));
            model.Save(file);
            File.WriteAllText(csv, Wdbc.Csv);
            Assert.Equal([file, csv], Directory.GetFiles(folder).Order());
            var predicted = model.Predict(Wdbc.Table, context, TestContext.Current.CancellationToken)["probability"].ToArray<double>();
            var expected = Oracle.Python(Numpy, file, csv).Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
            Assert.All(expected.Zip(predicted), p => Assert.Equal(p.First, p.Second, 1e-5));
            var loaded = TrainedModel.Load(file);
            Assert.Equal((model.Shape, model.Label, model.Seed), (loaded.Shape, loaded.Label, loaded.Seed));
            Assert.Equal(model.Parameters, loaded.Parameters);
            Assert.Equal(predicted, loaded.Predict(Wdbc.Table, context, TestContext.Current.CancellationToken)["probability"].ToArray<double>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void A_damaged_file_is_refused_and_never_read_beyond_its_end()
    {
        var file = new SafeTensors { Metadata = { ["format"] = "x" } };
        file.Add("a", [2, 3], (ReadOnlySpan<float>)[1, 2, 3, 4, 5, 6]);
        file.Add("b", [1], (ReadOnlySpan<double>)[7]);
        var whole = file.Write();
        Assert.Equal([1, 2, 3, 4, 5, 6], SafeTensors.Read(whole).Get<float>("a", 2, 3));
        Assert.Equal([7], SafeTensors.Read(whole).Get<double>("b", 1));
        Assert.Throws<TrainingException>(() => SafeTensors.Read(whole).Get<float>("a", 3, 2));
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var mutant = whole.ToArray();
            for (var k = random.Next(1, 5); k > 0; k--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }
            mutant = random.Next(4) == 0 ? mutant[..random.Next(mutant.Length)] : mutant;
            try
            {
                _ = SafeTensors.Read(mutant);
            }
            catch (TrainingException)
            {
            }
        }
    }
}
