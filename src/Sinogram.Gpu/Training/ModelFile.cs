using System.Globalization;
using System.Text.Json;

namespace Sinogram.Gpu.Training;

/// <summary>
/// A model as a safetensors file: <c>layers.N.weight</c> [outputs, inputs] and <c>layers.N.bias</c> [outputs] in 32-bit numbers, as PyTorch lays
/// out a linear layer; <c>standardize.mean</c> and <c>standardize.scale</c> in 64-bit numbers; names and classes in the metadata.
/// </summary>
internal static class ModelFile
{
    private const string Format = "sinogram-classifier-1";

    internal static void Save(TrainedModel model, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new SafeTensors();
        foreach (var (key, value) in Describe(model))
        {
            file.Metadata[key] = value;
        }
        float[] parameters = [.. model.Parameters];
        foreach (var layer in model.Shape.Layers)
        {
            var weights = parameters.AsSpan(layer.Offset, layer.Inputs * layer.Outputs);
            file.Add($"layers.{layer.Index}.weight", [layer.Outputs, layer.Inputs], Transpose(weights, layer.Inputs, layer.Outputs));
            file.Add($"layers.{layer.Index}.bias", [layer.Outputs], parameters.AsSpan(layer.Offset + weights.Length, layer.Outputs));
        }
        file.Add("standardize.mean", [model.Features.Count], [.. model.Standardizer.Mean]);
        file.Add("standardize.scale", [model.Features.Count], [.. model.Standardizer.Scale]);
        var full = Path.GetFullPath(path);
        var unfinished = $"{full}.{Guid.NewGuid():n}.tmp";
        try
        {
            File.WriteAllBytes(unfinished, file.Write());
            File.Move(unfinished, full, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    internal static TrainedModel Load(string path)
    {
        var file = SafeTensors.Read(File.ReadAllBytes(path));
        if (!file.Metadata.TryGetValue("format", out var format) || format != Format)
        {
            throw new TrainingException($"The file is no classifier of this program (its metadata says format '{format}', not '{Format}').");
        }
        try
        {
            return Read(file);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new TrainingException($"The model's metadata cannot be read: {e.Message}", e);
        }
    }

    private static TrainedModel Read(SafeTensors file)
    {
        T Value<T>(string key) => JsonSerializer.Deserialize<T>(file.Metadata[key]) ?? throw new FormatException($"'{key}' is empty");
        var features = Value<string[]>("features");
        var classes = Value<string[]>("classes");
        var hidden = Value<int[]>("hidden");
        if (features.Length == 0 || classes.Length < 2 || hidden.Any(h => h is < 1 or > 65536))
        {
            throw new FormatException("features, classes or hidden layers are not a network's");
        }
        var shape = new NetworkShape(features.Length, hidden, classes.Length);
        var parameters = new List<float>();
        foreach (var layer in shape.Layers)
        {
            parameters.AddRange(Transpose(file.Get<float>($"layers.{layer.Index}.weight", layer.Outputs, layer.Inputs), layer.Outputs, layer.Inputs));
            parameters.AddRange(file.Get<float>($"layers.{layer.Index}.bias", layer.Outputs));
        }
        return new TrainedModel
        {
            Shape = shape,
            Parameters = parameters,
            Features = features,
            Label = file.Metadata["label"],
            Classes = classes,
            Standardizer = new Standardizer(file.Get<double>("standardize.mean", features.Length), file.Get<double>("standardize.scale", features.Length)),
            Seed = ulong.Parse(file.Metadata["seed"], CultureInfo.InvariantCulture),
            Device = file.Metadata["device"],
            End = Enum.TryParse<TrainingEnd>(file.Metadata["end"], out var end) ? end : throw new FormatException("'end' is unknown"),
        };
    }

    private static Dictionary<string, string> Describe(TrainedModel model) => new()
    {
        ["format"] = Format,
        ["features"] = JsonSerializer.Serialize(model.Features),
        ["classes"] = JsonSerializer.Serialize(model.Classes),
        ["hidden"] = JsonSerializer.Serialize(model.Shape.Hidden),
        ["label"] = model.Label,
        ["seed"] = model.Seed.ToString(CultureInfo.InvariantCulture),
        ["device"] = model.Device,
        ["end"] = model.End.ToString(),
    };

    private static float[] Transpose(ReadOnlySpan<float> matrix, int rows, int columns)
    {
        var result = new float[matrix.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                result[c * rows + r] = matrix[r * columns + c];
            }
        }
        return result;
    }
}
