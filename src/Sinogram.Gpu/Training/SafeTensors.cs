using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.Gpu.Training;

/// <summary>
/// A file of named tensors in the safetensors format: 8 bytes for the header's length, a JSON header, then the values, little-endian.
/// </summary>
/// <remarks>Only what models need is read: F32 and F64 tensors. Offsets, shapes and lengths are checked against the file.</remarks>
internal sealed class SafeTensors
{
    private const int LargestHeader = 100_000_000;
    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, (string Type, int[] Shape, byte[] Data)> _tensors = [];

    internal Dictionary<string, string> Metadata { get; } = [];

    internal void Add(string name, int[] shape, ReadOnlySpan<float> values) => _tensors[name] = ("F32", shape, MemoryMarshal.AsBytes(values).ToArray());

    internal void Add(string name, int[] shape, ReadOnlySpan<double> values) => _tensors[name] = ("F64", shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <exception cref="TrainingException">There is no such tensor of this type and shape.</exception>
    internal T[] Get<T>(string name, params int[] shape) where T : unmanaged
    {
        var type = typeof(T) == typeof(float) ? "F32" : "F64";
        if (!_tensors.TryGetValue(name, out var tensor) || tensor.Type != type || !tensor.Shape.AsSpan().SequenceEqual(shape))
        {
            throw new TrainingException($"The file has no {type} tensor '{name}' of shape [{string.Join(", ", shape)}].");
        }
        return MemoryMarshal.Cast<byte, T>(tensor.Data).ToArray();
    }

    internal byte[] Write()
    {
        var header = new JsonObject { [MetadataKey] = new JsonObject(Metadata.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))) };
        var offset = 0L;
        foreach (var (name, tensor) in _tensors)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = tensor.Type,
                ["shape"] = new JsonArray([.. tensor.Shape.Select(s => (JsonNode)s)]),
                ["data_offsets"] = new JsonArray(offset, offset + tensor.Data.Length),
            };
            offset += tensor.Data.Length;
        }
        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        // The values begin at a multiple of eight; the format allows spaces after the header.
        var padded = (text.Length + 7) / 8 * 8;
        var file = new byte[8 + padded + offset];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)padded);
        file.AsSpan(8, padded).Fill((byte)' ');
        text.CopyTo(file, 8);
        var at = 8 + padded;
        foreach (var tensor in _tensors.Values)
        {
            tensor.Data.CopyTo(file, at);
            at += tensor.Data.Length;
        }
        return file;
    }

    /// <exception cref="TrainingException">The bytes are not a safetensors file.</exception>
    internal static SafeTensors Read(ReadOnlySpan<byte> file)
    {
        try
        {
            return Parse(file);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException or ArgumentException or FormatException)
        {
            throw new TrainingException($"The file is not in the safetensors format: {e.Message}", e);
        }
    }

    private static SafeTensors Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(file) is var length && (length > LargestHeader || length > (ulong)(file.Length - 8)))
        {
            throw new FormatException("the header's length is wrong");
        }
        var header = JsonNode.Parse(file.Slice(8, (int)length))?.AsObject() ?? throw new FormatException("the header is empty");
        var values = file[(8 + (int)length)..];
        var result = new SafeTensors();
        foreach (var (name, node) in header)
        {
            var entry = node?.AsObject() ?? throw new FormatException($"the entry '{name}' is empty");
            if (name == MetadataKey)
            {
                foreach (var (key, value) in entry)
                {
                    result.Metadata[key] = value?.GetValue<string>() ?? "";
                }
                continue;
            }
            var type = Field(entry, name, "dtype").GetValue<string>();
            int[] shape = [.. Field(entry, name, "shape").AsArray().Select(s => s?.GetValue<int>() ?? -1)];
            long[] bounds = [.. Field(entry, name, "data_offsets").AsArray().Select(s => s?.GetValue<long>() ?? -1)];
            var size = shape.Aggregate(type switch { "F32" => 4L, "F64" => 8L, _ => 0L }, (a, s) => checked(a * s));
            var isInside = bounds.Length == 2 && bounds[0] >= 0 && bounds[1] >= bounds[0] && bounds[1] <= values.Length;
            if (shape.Any(s => s < 0) || !isInside || (size != 0 && bounds[1] - bounds[0] != size))
            {
                throw new FormatException($"shape and place of the tensor '{name}' do not fit the file");
            }
            result._tensors[name] = (type, shape, values[(int)bounds[0]..(int)bounds[1]].ToArray());
        }
        return result;
    }

    private static JsonNode Field(JsonObject entry, string name, string field) => entry[field] ?? throw new FormatException($"the tensor '{name}' has no {field}");
}
