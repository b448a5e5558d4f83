using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>Patients whose names and numbers are ordinary words and numbers: outputs stay readable, and what says who somebody is stays masked.</summary>
public sealed class OrdinaryWordsTests
{
    private readonly IdentifyingValues _values = new(() => new byte[32]);

    public OrdinaryWordsTests()
    {
        foreach (var name in (string[])["Table^Anna", "Chest", "May", "Male", "None", "True", "Long^Short", "Head^Neck", "Test^Patient", "Min^Max", "Column^Row", "Black^White", "Thorax", "Error"])
        {
            _values.AddName("PatientName", name);
        }

        foreach (var number in (string[])["1234", "12345", "123456", "2024"])
        {
            _values.Add("PatientID", number);
        }
    }

    [Theory]
    [InlineData("Table, 30 rows; the table has 1234 rows and 1,234 columns")]
    [InlineData("12,345 rows of 12.345 ms, 12'345 images, 12,345 × 3")]
    [InlineData("Chest CT of a male patient in May 2020, MALE, CHEST")]
    [InlineData("None, True, False, null; error CS1002: ; expected")]
    [InlineData("a long and a short description of head and neck; black/white, Black & White")]
    [InlineData("min max mean\nColumn  Row\n| Column | Row |\nMin  Max\n1 2")]
    [InlineData("1234 images of 12345 bytes in 1234 ms, 1234 x 1234, 1234 × 3, image 3 of 1234 images")]
    [InlineData("0.1234, 1234.5, 1.2.1234.5, in 2024")]
    [InlineData("THORAX thorax Thorax")]
    public void Ordinary_text_stays_as_it_is(string text) => Assert.Same(text, _values.Masked(text));

    [Theory]
    [InlineData("Anna Table")]
    [InlineData("TABLE^ANNA")]
    [InlineData("Table, Anna")]
    [InlineData("Head^Neck")]
    [InlineData("Neck, Head")]
    [InlineData("Head&#94;Neck")]
    [InlineData("patient 1234 was seen")]
    [InlineData("id=12345")]
    [InlineData("123456 rows")]
    [InlineData("id 12,345")]
    [InlineData("123,456 rows")]
    [InlineData("{\"id\": 1234}")]
    [InlineData("1 1234 45 M")]
    public void Whole_names_and_numbers_alone_are_masked(string text) => Assert.Contains("‹", _values.Masked(text), StringComparison.Ordinal);

    [Fact]
    public void Data_of_figures_stay_numbers_and_fields_of_records_are_masked()
    {
        const string Figure = """{"x":[1233,1234, 1235],"y":[1.5,-2,12345],"z":[[1,1234],[2,3]]}""";
        Assert.Same(Figure, _values.Masked(Figure, TextForm.Json));
        var records = _values.Masked("""{"rows":[{"id":1234,"age":40},{"id":12345}],"ids":["1234","5"],"one":[1234],"long":[123456,1]}""", TextForm.Json);
        using var json = System.Text.Json.JsonDocument.Parse(records);
        Assert.DoesNotContain("1234", records, StringComparison.Ordinal);
    }
}
