using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>Identifiers and dates of birth as programs print numbers and dates.</summary>
public sealed class NumberSpellingsTests
{
    private readonly IdentifyingValues _values = new(() => new byte[32]);

    public NumberSpellingsTests()
    {
        _values.Add("PatientID", "00847213");
        _values.Add("AccessionNumber", "55120987");
        _values.AddName("PatientName", "Иванов^Пётр");
        _values.AddName("PatientName", "Long^Table");
        _values.AddName("PatientName", "김^철수");
        _values.AddDate("PatientBirthDate", new DateOnly(1938, 7, 4));
        _values.AddDate("PatientBirthDate", new DateOnly(2002, 11, 23));
    }

    [Theory]
    [InlineData("847213")]
    [InlineData("[1] 847213.0, nan")]
    [InlineData("847213.00")]
    [InlineData("000000847213")]
    [InlineData("847,213")]
    [InlineData("847.213")]
    [InlineData("847'213")]
    [InlineData("847\u202f213 ml")]
    [InlineData("n = 55,120,987")]
    [InlineData("55_120_987")]
    [InlineData("55120987.0")]
    [InlineData("datetime.date(1938, 7, 4)")]
    [InlineData("[datetime.datetime(1938, 7, 4, 0, 0)]")]
    [InlineData("new DateOnly(1938, 7, 4)")]
    [InlineData("(1938, 7, 4)")]
    [InlineData("04/07/38")]
    [InlineData("7/4/38")]
    [InlineData("38-07-04")]
    [InlineData("born 04.07.38.")]
    [InlineData("Mon Jul  4 00:00:00 1938")]
    [InlineData("Mon Jul 04 00:00:00 UTC 1938")]
    [InlineData("Mon, 04 Jul 1938 00:00:00 GMT")]
    [InlineData("{\"born\":-993945600000}")]
    [InlineData("-993945600")]
    [InlineData("-993945600000000000")]
    [InlineData("1037 or 1038009600000")]
    [InlineData("1938年7月4日")]
    [InlineData("1938년 7월 4일")]
    [InlineData("4 июля 1938 г.")]
    [InlineData("4 juli 1938")]
    [InlineData("4 lipca 1938")]
    [InlineData("4 de julho de 1938")]
    [InlineData("1938. július 4.")]
    [InlineData("nmИванов^Пётр  0.48")]
    [InlineData("nmLong^Table  0.63")]
    [InlineData("long^table")]
    [InlineData("김철수")]
    [InlineData("철수 김님")]
    public void They_are_masked(string text)
    {
        var masked = _values.Masked(text);
        Assert.Contains("‹", masked, StringComparison.Ordinal);
        foreach (var told in (ReadOnlySpan<string>)["213", "120", "987", "1938", "07", "9939", "38009", "Иванов", "able", "철수"])
        {
            Assert.DoesNotContain(told, masked, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("847,213,005")]
    [InlineData("1,847,213")]
    [InlineData("[847, 213]")]
    [InlineData("847 213")]
    [InlineData("847213.5")]
    [InlineData("0.847213")]
    [InlineData("1.2.847213.0.5")]
    [InlineData("847213.0.1")]
    [InlineData("version 7.4.38")]
    [InlineData("4 7 38")]
    [InlineData("1/04/07/38")]
    [InlineData("04-07-38-11")]
    [InlineData("shape [1938, 7, 4, 2]")]
    [InlineData("1938, 7, 4")]
    [InlineData("July 1938")]
    [InlineData("a long table")]
    [InlineData("86400000")]
    [InlineData("고차수, 감찰서")]
    public void Others_are_left(string text) => Assert.Same(text, _values.Masked(text));
}
