using System.Text;
using System.Text.Json;
using Sinogram.Remote.Drill.Export;

namespace Sinogram.Remote.Tests.Drill.Export;

/// <summary>What is copied of lists and maps as it stands is JSON, whole, and as .NET writes it.</summary>
public sealed class NestedJsonTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[1,-2.5,1E-10,0,null,true,false,\"a\",\"\"]")]
    [InlineData("{\"a\":[[],{}],\"b\":{\"c\":{\"d\":[1,2]}},\"\":\"é\"}")]
    public void Compact_json_is_taken_whole(string json) => Assert.Equal(Encoding.UTF8.GetByteCount(json), NestedJson.Length(Encoding.UTF8.GetBytes(json + ",\"next\":1}")));

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("{\"a\" :1}")]
    [InlineData("[\"a\\n\"]")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1}")]
    [InlineData("{\"a\"}")]
    [InlineData("{1:2}")]
    [InlineData("[01]")]
    [InlineData("[+1]")]
    [InlineData("[nul]")]
    [InlineData("[nullx]")]
    [InlineData("[\"a\nb\"]")]
    public void Blanks_escapes_and_what_is_no_json_go_the_general_way(string json) => Assert.Equal(0, NestedJson.Length(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void What_lies_too_deep_goes_the_general_way()
    {
        Assert.Equal(128, NestedJson.Length(Encoding.ASCII.GetBytes(new string('[', 64) + new string(']', 64))));
        Assert.Equal(0, NestedJson.Length(Encoding.ASCII.GetBytes(new string('[', 65) + new string(']', 65))));
    }

    [Fact]
    public void What_is_taken_of_damaged_text_is_what_the_reader_of_the_platform_reads()
    {
        var random = new Random(20261126);
        var whole = Encoding.UTF8.GetBytes("{\"number\":12,\"size\":{\"rows\":-512.5e3,\"flags\":[true,false,null]},\"tags\":[\"a1\",\"b\",[],{}],\"c\":[[0,1],{\"d\":[]}]}");
        var signs = "{}[],:\"\\0123-.eE+tfn \n"u8.ToArray();
        var taken = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var text = whole.ToList();
            for (var changes = random.Next(4); changes >= 0; changes--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(3))
                {
                    case 0: text[at] = signs[random.Next(signs.Length)]; break;
                    case 1: text.RemoveAt(at); break;
                    default: text.Insert(at, signs[random.Next(signs.Length)]); break;
                }
            }
            byte[] json = [.. text];
            if (json[0] is not ((byte)'{' or (byte)'[')) { continue; }
            var length = NestedJson.Length(json);
            var expected = Length(json);
            Assert.True(length == 0 || length == expected, $"round {round}: {Encoding.UTF8.GetString(json)}");
            // Nothing that is compact is left out.
            Assert.True(length == expected || json.AsSpan(0, expected).IndexOfAny("\\ \n"u8) >= 0, $"round {round}: {Encoding.UTF8.GetString(json)}");
            taken += length > 0 ? 1 : 0;
        }
        Assert.InRange(taken, 500, 20_000);
    }

    private static int Length(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.TrySkip() ? (int)reader.BytesConsumed : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
