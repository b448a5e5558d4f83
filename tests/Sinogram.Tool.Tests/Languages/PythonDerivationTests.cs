using Sinogram.Data;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>What Python makes of identified columns comes back identified and is shown masked; what names nobody does not.</summary>
public sealed class PythonDerivationTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    private static readonly string[] Identifying =
    [
        "d[['PatientName']]", "d.rename(columns={'PatientName': 'x'})[['x']]", "d[['PatientName']].assign(x=d.PatientName.str.upper())[['x']]", "pd.DataFrame({'x': d.PatientName.str[0]})",
        "pd.DataFrame({'x': d.PatientName.str[:3]})", "pd.DataFrame({'x': d.PatientName.str[:3]}).sort_values('x').reset_index(drop=True)", "pd.DataFrame({'x': [''.join(p[0] for p in n.split('^')) for n in d.PatientName]})",
        "pd.DataFrame({'x': ['.'.join(p[0] for p in reversed(n.split('^'))) for n in d.PatientName][::-1]})", "pd.DataFrame({'x': d.PatientName.str.split('^').str[0]})", "pd.DataFrame({'x': d.PatientName.str.replace('[aeiou]', '', regex=True)})",
        "pd.DataFrame({'x': 'case ' + d.PatientName.str.split('^').str[0]})", "pd.DataFrame({'x': d.PatientName.astype('category')})", "d.groupby('PatientName').Age.mean().reset_index()[['PatientName']]",
        "d.groupby('Modality').PatientName.first().reset_index(drop=True).to_frame('x')", "d.melt(id_vars='Age', value_vars='PatientName')[['value']]", "d.pivot(index='Age', columns='Modality', values='PatientName').reset_index()[['CT']]",
        "d.merge(d[['Modality']].drop_duplicates())[['PatientName']]", "pd.concat([d, d])[['PatientName']].reset_index(drop=True)", "pd.DataFrame({'x': d.PatientName.value_counts().index})", "pd.DataFrame({'x': d.PatientID.str[-4:]})",
        "pd.DataFrame({'x': pd.to_datetime(d.born).dt.strftime('%d.%m.')})", "pd.DataFrame({'x': pd.to_datetime(d.born).dt.day})", "pd.DataFrame({'x': [b.isoformat() for b in d.born]})", "d[['born']]", "pd.read_json(StringIO(d[['PatientName']].to_json()))", "pd.read_csv(StringIO(d[['PatientName']].rename(columns={'PatientName': 'x'}).to_csv(index=False)))",
        "pd.DataFrame({'surname': ['Neverread', 'Alsonot']})",
    ];

    private static readonly string[] Innocent =
    [
        "d[['Age']]", "d[['Modality']]", "pd.DataFrame({'x': d.PatientName.str.len()})", "pd.DataFrame({'x': np.where(d.Age > 80, 'old', 'young')})", "d.groupby('PatientName').size().reset_index(name='n')[['n']]", "pd.DataFrame({'x': range(5)})",
        "pd.DataFrame({'x': pd.factorize(d.PatientName)[0]})", "pd.DataFrame({'x': [f'subject-{i:03}' for i in range(5)]})", "pd.DataFrame({'x': pd.to_datetime(d.born).dt.year})", "pd.DataFrame({'x': d.PatientName.str.contains('son')})", "pd.DataFrame({'x': d.Modality.value_counts()}).reset_index(drop=True)",
        "pd.DataFrame({'x': ['2.25.329800735' + str(i) for i in range(5)]})", "pd.DataFrame({'x': pd.date_range('2024-05-01', periods=5)})", "pd.DataFrame({'x': ['CHEST', 'HEAD', 'KNEE', 'ABDOMEN', 'SPINE']})",
    ];

    [Fact]
    public async Task What_is_made_of_an_identified_column_is_masked() => Assert.Empty(await OthersAsync(Identifying, isMasked: true));

    [Fact]
    public async Task What_names_nobody_is_shown() => Assert.Empty(await OthersAsync(Innocent, isMasked: false));

    /// <summary>The frames that are not as they should be.</summary>
    private async Task<List<string>> OthersAsync(string[] frames, bool isMasked)
    {
        PythonFixture.Needs("pandas", "python3-pandas");
        await python.Values.SetAsync("d", new Table(
            Column.Of("PatientName", "Pandasham^Ada^Maria", "Seriesington^Bob^Xaver", "Framesson^Cyd^Uma", "Indexby^Dan^Otto", "Numpyworth^Eve^Ida").WithIdentified(true),
            Column.Of("PatientID", "990711193", "990722286", "990731371", "990749464", "990755588").WithIdentified(true),
            Column.Of("born", new DateOnly(1930, 2, 13), new DateOnly(1931, 3, 14), new DateOnly(1932, 4, 15), new DateOnly(1933, 5, 26), new DateOnly(1934, 6, 27)).WithIdentified(true),
            Column.Of("Modality", "CT", "MR", "CT", "US", "MR"),
            Column.Of("Age", 93, 92, 91, 90, 89)), TestContext.Current.CancellationToken);
        await python.CompletesAsync("#!python\nimport pandas as pd, numpy as np\nfrom io import StringIO\n" + string.Join('\n', frames.Select((f, i) => $"made{i} = {f}")));
        var others = new List<string>();
        for (var i = 0; i < frames.Length; i++)
        {
            var made = Assert.IsType<Table>(await python.Values.GetAsync($"made{i}", TestContext.Current.CancellationToken));
            var shown = python.Session.Formatters.Format(made)["text/plain"]!;
            if (made.Columns.Any(c => c.Field.Identified) != isMasked || shown.Contains('‹', StringComparison.Ordinal) != isMasked)
            {
                others.Add(frames[i]);
            }
        }

        return others;
    }
}
