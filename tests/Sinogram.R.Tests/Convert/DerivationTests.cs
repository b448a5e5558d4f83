using Sinogram.Data;

namespace Sinogram.R.Tests.Convert;

/// <summary>What R makes of identified columns comes back identified; what it makes of others, or says of them that names nobody, does not.</summary>
public sealed class DerivationTests(DerivationTests.People people) : IClassFixture<DerivationTests.People>
{
    [Theory]
    [InlineData("d['PatientName']")]
    [InlineData("data.frame(x = d$PatientName)")]
    [InlineData("data.frame(x = toupper(d$PatientName))")]
    [InlineData("data.frame(x = substr(d$PatientName, 1, 1))")]
    [InlineData("data.frame(x = substr(d$PatientName, 1, 3))")]
    [InlineData("data.frame(x = substr(d$PatientName, 1, 3))[order(d$Age), , drop = FALSE]")]
    [InlineData("data.frame(x = sapply(strsplit(d$PatientName, '^', fixed = TRUE), function(n) paste0(substr(n, 1, 1), collapse = '')))")]
    [InlineData("data.frame(x = rev(sapply(strsplit(d$PatientName, '^', fixed = TRUE), function(n) paste(rev(substr(n, 1, 1)), collapse = '.'))))")]
    [InlineData("data.frame(x = sub('\\\\^.*', '', d$PatientName))")]
    [InlineData("data.frame(x = gsub('[aeiou]', '', d$PatientName))")]
    [InlineData("data.frame(x = paste('the case of', sub('\\\\^.*', '', d$PatientName)))")]
    [InlineData("data.frame(x = factor(d$PatientName))")]
    [InlineData("transform(d, x = tolower(PatientName))['x']")]
    [InlineData("within(d, x <- substr(PatientName, 1, 2))['x']")]
    [InlineData("setNames(d['PatientName'], 'x')")]
    [InlineData("unique(merge(d, d, by = 'Modality')['PatientName.x'])")]
    [InlineData("aggregate(Age ~ PatientName, d, mean)['PatientName']")]
    [InlineData("as.data.frame(table(x = d$PatientName))['x']")]
    [InlineData("stack(list(a = d$PatientName))['values']")]
    [InlineData("data.frame(x = format(d$born, '%d.%m.'))")]
    [InlineData("data.frame(x = format(d$born, '%d.%m.%Y'))")]
    [InlineData("data.frame(x = d$born)")]
    [InlineData("data.frame(x = as.integer(format(d$born, '%d')))")]
    [InlineData("data.frame(x = as.numeric(as.Date('2024-01-01') - d$born))")]
    [InlineData("data.frame(x = substring(d$PatientID, 5))")]
    [InlineData("data.frame(x = as.character(d$PatientID))")]
    [InlineData("data.frame(x = sapply(split(d$PatientName, d$Modality), `[`, 1), row.names = NULL)")]
    [InlineData("reshape(data.frame(id = 1:5, t = 1, x = d$PatientName), idvar = 'id', timevar = 't', direction = 'wide')['x.1']")]
    [InlineData("as.data.frame(do.call(rbind, strsplit(d$PatientName, '^', fixed = TRUE)))['V1']")]
    public async Task What_is_made_of_an_identified_column_is_identified(string code)
    {
        var column = await people.OfAsync(code);
        Assert.True(column.Field.Identified);
    }

    [Theory]
    [InlineData("d['Age']")]
    [InlineData("d['Modality']")]
    [InlineData("data.frame(x = nchar(d$PatientName))")]
    [InlineData("data.frame(x = ifelse(d$Age > 80, 'old', 'young'))")]
    [InlineData("data.frame(x = cut(d$Age, c(0, 80, 120)))")]
    [InlineData("data.frame(x = seq_len(nrow(d)))")]
    [InlineData("data.frame(x = as.integer(factor(d$PatientName)))")]
    [InlineData("data.frame(x = sprintf('subject-%03d', seq_len(nrow(d))))")]
    [InlineData("data.frame(x = as.integer(format(d$born, '%Y')))")]
    [InlineData("data.frame(x = round(as.numeric(as.Date('2024-01-01') - d$born) / 365.25))")]
    [InlineData("as.data.frame(table(d$Modality))['Freq']")]
    [InlineData("aggregate(Age ~ Modality, d, mean)['Modality']")]
    [InlineData("data.frame(x = d$size * 2)")]
    [InlineData("data.frame(x = rep(c('A', 'B'), length.out = nrow(d)))")]
    [InlineData("data.frame(x = grepl('son', d$PatientName))")]
    [InlineData("data.frame(x = c('LAO', 'RAO', 'CRA', 'CAU', 'LAT'))")]
    [InlineData("data.frame(x = paste0('2.25.3298007357', 1:5))")]
    [InlineData("data.frame(x = as.Date('2024-05-01') + 0:4)")]
    [InlineData("data.frame(x = rownames(mtcars)[1:5])")]
    [InlineData("data.frame(x = as.character(iris$Species))")]
    public async Task What_names_nobody_is_not(string code)
    {
        var column = await people.OfAsync(code);
        Assert.False(column.Field.Identified);
    }

    /// <summary>One R for all, which has them as <c>d</c>.</summary>
    public sealed class People : IDisposable
    {
        private readonly RSession _session = new();
        private readonly SemaphoreSlim _turn = new(1, 1);
        private bool _isGiven;

        public async Task<Column> OfAsync(string code)
        {
            var token = TestContext.Current.CancellationToken;
            await _turn.WaitAsync(token);
            try
            {
                if (!_isGiven)
                {
                    await _session.SetAsync("d", new Table(
                        Column.Of("PatientName", "Vectorham^Ada^Maria", "Matrixington^Bob^Xaver", "Factorson^Cyd^Uma", "Listby^Dan^Otto", "Frameworth^Eve^Ida").WithIdentified(true),
                        Column.Of("PatientID", "880711193", "880722286", "880731371", "880749464", "880755588").WithIdentified(true),
                        Column.Of("born", new DateOnly(1940, 2, 13), new DateOnly(1941, 3, 14), new DateOnly(1942, 4, 15), new DateOnly(1943, 5, 26), new DateOnly(1944, 6, 27)).WithIdentified(true),
                        Column.Of("Modality", "CT", "MR", "CT", "US", "MR"),
                        Column.Of("size", 1.5, 2.5, 3.5, 4.5, 5.5),
                        Column.Of("Age", 83, 82, 81, 80, 79)), token);
                    _isGiven = true;
                }

                await _session.RunAsync($"out <- {code}", token: token);
                return (await _session.GetTableAsync("out", token))[0];
            }
            finally
            {
                _turn.Release();
            }
        }

        public void Dispose()
        {
            _session.Dispose();
            _turn.Dispose();
        }
    }
}
