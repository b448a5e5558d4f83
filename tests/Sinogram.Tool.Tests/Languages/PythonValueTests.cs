using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>Values to Python and back. What arrives there is told by Python itself.</summary>
public sealed class PythonValueTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, object?, string> Scalars => new()
    {
        { "null", null, "NoneType None" },
        { "bool", true, "bool True" },
        { "int", 5, "int 5" },
        { "long", long.MinValue, "int -9223372036854775808" },
        { "ulong", ulong.MaxValue, "int 18446744073709551615" },
        { "big", BigInteger.Pow(-3, 101), $"int {BigInteger.Pow(-3, 101)}" },
        { "double", 0.1, "float 0.1" },
        { "nan", double.NaN, "float nan" },
        { "infinity", double.NegativeInfinity, "float -inf" },
        { "decimal", 12.50m, "Decimal Decimal('12.50')" },
        { "complex", new Complex(1, -2), "complex (1-2j)" },
        { "string", "Größe 😀\0\n\"", "str 'Größe 😀\\x00\\n\"'" },
        { "empty", "", "str ''" },
        { "date", new DateOnly(2020, 2, 29), "date datetime.date(2020, 2, 29)" },
        { "time", new TimeOnly(23, 59, 58, 7), "time datetime.time(23, 59, 58, 7000)" },
        { "moment", new DateTime(1, 1, 1, 2, 3, 4), "datetime datetime.datetime(1, 1, 1, 2, 3, 4)" },
        { "instant", new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), "datetime datetime.datetime(2024, 1, 2, 1, 4, 5, tzinfo=datetime.timezone.utc)" },
        { "elapsed", TimeSpan.FromMilliseconds(-1500), "timedelta datetime.timedelta(days=-1, seconds=86398, microseconds=500000)" },
        { "id", new Guid("00112233-4455-6677-8899-aabbccddeeff"), "UUID UUID('00112233-4455-6677-8899-aabbccddeeff')" },
        { "enum", DayOfWeek.Friday, "str 'Friday'" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public async Task A_scalar_arrives_as_what_it_is_and_comes_back(string what, object? value, string there)
    {
        _ = what;
        await python.Values.SetAsync("x", value, Token);
        Assert.Equal(there, await python.SaysAsync("type(x).__name__, repr(x)"));
        var back = await python.Values.GetAsync("x", Token);
        switch (value)
        {
            case int number:
                Assert.Equal((long)number, back);
                break;
            case ulong large:
                Assert.Equal(new BigInteger(large), back);
                break;
            case Enum word:
                Assert.Equal(word.ToString(), back);
                break;
            default:
                Assert.Equal(value, back);
                break;
        }
    }

    public static TheoryData<string> ElementTypes => ["bool", "uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64", "complex128"];

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public async Task Arrays_of_every_type_and_shape_keep_every_bit(string type)
    {
        foreach (var (shape, direct) in new[] { ("()", true), ("(0,)", true), ("(7,)", true), ("(3,4)", true), ("(2,3,5)", true), ("(1200,1001)", true), ("(1200,1001)", false) })
        {
            python.Bridge.UsesProcessMemory = direct;
            await python.CompletesAsync(
                $"#!python\nimport numpy as np, hashlib\nrng = np.random.default_rng(5)\na = np.asarray((rng.random({shape}) * 200 - 60).astype('{type}'))");
            var value = await python.Values.GetAsync("a", Token);
            if (value is Array array)
            {
                Assert.Equal(await python.SaysAsync("'x'.join(map(str, a.shape))"), string.Join('x', Enumerable.Range(0, array.Rank).Select(array.GetLength)));
                Assert.Equal(await python.SaysAsync("hashlib.sha256(a.tobytes()).hexdigest()"), Convert.ToHexStringLower(SHA256.HashData(Bytes(array))));
            }
            else
            {
                Assert.Equal("()", shape);
            }

            await python.Values.SetAsync("b", value, Token);
            Assert.Equal("True", await python.SaysAsync("type(b) is not np.ndarray or (b.dtype == a.dtype and b.flags.writeable and b.shape == a.shape and b.tobytes() == a.tobytes())"));
        }

        python.Bridge.UsesProcessMemory = true;
    }

    [Fact]
    public async Task Views_transposed_and_foreign_byte_orders_arrive_right()
    {
        await python.CompletesAsync("#!python\na = np.arange(12, dtype='>i4').reshape(3, 4)[::-1, ::2].T" + "\n" + "import datetime");
        Assert.Equal(new[,] { { 8, 4, 0 }, { 10, 6, 2 } }, Assert.IsType<int[,]>(await python.Values.GetAsync("a", Token)));
        Assert.Equal(new[] { 1.5f, 2.5f }, Assert.IsType<float[]>(await python.Values.GetAsync("np.array([1.5, 2.5], 'f4')", Token)));
        var moments = Assert.IsType<DateTime?[]>(await python.Values.GetAsync("np.array(['2024-01-02T03:04', 'NaT'], 'M8[m]')", Token));
        Assert.Equal([new DateTime(2024, 1, 2, 3, 4, 0), null], moments);
        Assert.Equal(new[] { TimeSpan.FromHours(1) }, Assert.IsType<TimeSpan[]>(await python.Values.GetAsync("np.array([1], 'm8[h]')", Token)));
        Assert.Equal(new[,] { { "a" }, { "bc" } }, Assert.IsType<string[,]>(await python.Values.GetAsync("np.array([['a'], ['bc']])", Token)));
    }

    [Fact]
    public async Task Lists_dictionaries_and_records_keep_their_structure()
    {
        await python.Values.SetAsync("d", new Dictionary<string, object?> { ["list"] = new List<int> { 1, 2 }, ["text"] = new[] { "a", null }, ["in"] = new Dictionary<int, bool> { [1] = true } }, Token);
        Assert.Equal("{'list': [1, 2], 'text': ['a', None], 'in': {1: True}}", await python.SaysAsync("repr(d)"));
        await python.Values.SetAsync("r", new { Label = "nodule", Size = 4.5 }, Token);
        Assert.Equal("{'Label': 'nodule', 'Size': 4.5}", await python.SaysAsync("repr(r)"));
        await python.Values.SetAsync("t", (1, "x", (double?)null), Token);
        Assert.Equal("(1, 'x', None)", await python.SaysAsync("repr(t)"));
        using var json = System.Text.Json.JsonDocument.Parse("""{"a":[1,2.5,"x",null,true]}""");
        await python.Values.SetAsync("j", json, Token);
        Assert.Equal("{'a': [1, 2.5, 'x', None, True]}", await python.SaysAsync("repr(j)"));

        Assert.Equal(new[] { 1L, 2L }, Assert.IsType<long[]>(await python.Values.GetAsync("[1, 2]", Token)));
        Assert.Equal(new[] { 1.0, 2.5 }, Assert.IsType<double[]>(await python.Values.GetAsync("(1, 2.5)", Token)));
        Assert.Equal(new[] { "a", null }, Assert.IsType<string?[]>(await python.Values.GetAsync("['a', None]", Token)));
        Assert.Equal(new object?[] { 1L, "a", null, true }, Assert.IsType<object?[]>(await python.Values.GetAsync("[1, 'a', None, True]", Token)));
        var map = Assert.IsType<Dictionary<string, object?>>(await python.Values.GetAsync("{'a': {'b': b'xy'}}", Token));
        Assert.Equal("xy"u8.ToArray(), Assert.IsType<byte[]>(Assert.IsType<Dictionary<string, object?>>(map["a"])["b"]));
    }

    [Theory]
    [InlineData("nothing", "There is no variable 'nothing' in Python.")]
    [InlineData("object()", "has no form in C#")]
    [InlineData("1 +", "has no value in Python: SyntaxError")]
    [InlineData("{None: 1}", "the key None")]
    [InlineData("np.ma.array([1], mask=[True])", "masked array")]
    [InlineData("np.zeros(2, dtype=[('a', 'i4')])", "structured array")]
    [InlineData("np.zeros(2, 'f16')", "no number as wide")]
    [InlineData("[[]] if (l := []) is None else (l.append(l), l)[1]", "nested more than 64 deep")]
    public async Task What_cannot_leave_Python_is_told_in_one_message(string expression, string message)
    {
        await python.CompletesAsync("#!python\nimport numpy as np");
        var refusal = await Assert.ThrowsAsync<MagicException>(() => python.Values.GetAsync(expression, Token));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Python_cannot_take_is_told_in_one_message()
    {
        var endless = new List<object?>();
        endless.Add(endless);
        foreach (var (value, message) in new (object Value, string Message)[]
        {
            (new MemoryStream(), "a MemoryStream, which Python cannot take"),
            (new Action(() => { }), "cannot take"),
            (endless, "holds itself"),
            (new object[1, 1], "arrays of several dimensions of numbers"),
        })
        {
            Assert.Contains(message, (await Assert.ThrowsAsync<MagicException>(() => python.Values.SetAsync("x", value, Token))).Message, StringComparison.Ordinal);
        }

        Assert.Contains("cannot be the name", (await Assert.ThrowsAsync<MagicException>(() => python.Values.SetAsync("lambda", 1, Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_cross_by_selector_share_set_and_name_and_their_variables_have_types()
    {
        await python.CompletesAsync("var image = new float[,] { { 1, 2 }, { 3, 4 } };");
        await python.CompletesAsync("#!python --in image,twice=image --out mean,doubled=twice\nmean = float(image.mean())\ntwice = twice * 2");
        Assert.Equal("2.5", (await python.CompletesAsync("mean")).Result);
        Assert.Equal("8", (await python.CompletesAsync("doubled[1, 1]")).Result);
        await python.CompletesAsync("#!python\n#!share doubled --from csharp --as again\nagain[0, 0] = 7");
        await python.CompletesAsync("#!set --name first --value @python:again");
        Assert.Equal("7", (await python.CompletesAsync("first[0, 0]")).Result);
        Assert.Contains("again", (await python.CompletesAsync("#!who python")).Result, StringComparison.Ordinal);
        Assert.Contains("ndarray float32 2×2", (await python.CompletesAsync("#!python\n#!whos")).Result, StringComparison.Ordinal);

        var (result, sink) = await python.RunAsync("#!python --in imag\n1", token: Token);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains("Did you mean image?", string.Join('\n', sink.Error!.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_of_PyTorch_trains_on_an_image_and_its_prediction_is_read_here()
    {
        PythonFixture.Needs("torch", "python3-torch");
        await python.CompletesAsync(
            """
            var image = new float[1, 1, 32, 32];
            for (var y = 8; y < 16; y++) { for (var x = 8; x < 16; x++) { image[0, 0, y, x] = 1; } }
            """);
        await python.CompletesAsync(
            """
            #!python --in image --out prediction,before,after,weight
            import torch
            torch.manual_seed(1)
            model = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(4, 2))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
            images, label = torch.from_numpy(image), torch.tensor([1])
            before = torch.nn.functional.cross_entropy(model(images), label)
            before.backward()
            optimizer.step()
            after = torch.nn.functional.cross_entropy(model(images), label).item()
            before = before.item()
            prediction = model(images).softmax(1)
            weight = model[0].weight
            """);
        Assert.Equal("True", (await python.CompletesAsync("after < before")).Result);
        Assert.Equal("True", (await python.CompletesAsync("Math.Abs(prediction[0, 0] + prediction[0, 1] - 1) < 1e-5")).Result);
        Assert.Equal("True", (await python.CompletesAsync("Math.Abs(-Math.Log(prediction[0, 1]) - after) < 1e-5")).Result);
        Assert.Equal("4×1×3×3", (await python.CompletesAsync("string.Join('×', Enumerable.Range(0, weight.Rank).Select(weight.GetLength))")).Result);
    }

    private static byte[] Bytes(Array array)
    {
        var width = array.Length == 0 ? 0 : System.Buffer.ByteLength(array.GetType().GetElementType()!.IsPrimitive ? array : Array.CreateInstance(typeof(byte), 0)) / Math.Max(1, array.Length);
        width = array.GetType().GetElementType() == typeof(Half) ? 2 : array.GetType().GetElementType() == typeof(Complex) ? 16 : width;
        return MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), array.Length * width).ToArray();
    }
}
