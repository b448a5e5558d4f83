using System.Globalization;
using System.Text.Json;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>Queries of a real Drill while they run, are cancelled and are explained; and its dates where the server is in New York.</summary>
public sealed class RecordedRunsTests
{
    private const string Id = "14fd268f-32ab-7a0c-de5d-64be7a65429d";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dates_and_times_are_the_wall_clock_that_Drill_itself_writes_whatever_the_servers_zone()
    {
        var recorded = RecordedExchange.Read(SharedFolder.Path("recordings/drill/11-timezone-new-york.jsonl"));
        await using var server = new ReplayServer((_, _, body) => recorded.First(e => Sql(e.Body) == Sql(body)));
        using var client = RecordedAnswersTests.Client(server);
        var literals = (await client.Query("select timestamp '2024-07-01 10:11:12.345' ts, date '2024-07-01' d, time '10:11:12' t").RunAsync(Token)).Table;
        Assert.Equal((new DateTime(2024, 7, 1, 10, 11, 12, 345), new DateOnly(2024, 7, 1), new TimeOnly(10, 11, 12)), (literals.GetValue(0, "ts"), literals.GetValue(0, "d"), literals.GetValue(0, "t")));
        Assert.Equal(DateTimeKind.Unspecified, ((DateTime)literals.GetValue(0, "ts")!).Kind);
        var table = (await client.Query("select ts_ms_utc, ts_us_local, d, t_ms, cast(ts_ms_utc as varchar) s, to_char(ts_ms_utc, 'yyyy-MM-dd HH:mm:ss.SSS') c from dfs.`types/arrow-types.parquet`").RunAsync(Token)).Table;
        for (var row = 0; row < 2; row++) { Assert.Equal(table.GetValue(row, "s"), ((DateTime)table.GetValue(row, "ts_ms_utc")!).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)); }
        var now = (await client.Query("select current_timestamp ct, localtimestamp lt, now() n, current_date cd, cast(current_timestamp as varchar) s").RunAsync(Token)).Table;
        Assert.Equal(now.GetValue(0, "s"), ((DateTime)now.GetValue(0, "ct")!).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
        Assert.Equal(new DateOnly(2026, 11, 22), now.GetValue(0, "cd"));
    }

    [Fact]
    public async Task Progress_is_that_of_the_profile_and_a_cancel_is_watched_to_its_end()
    {
        var recorded = RecordedExchange.Read(SharedFolder.Path("recordings/drill/05-cancel.jsonl"));
        var polls = recorded.Where(e => e.Path == $"/profiles/{Id}.json").ToList();
        var (poll, isCancelled) = (0, false);
        await using var server = new ReplayServer((method, path, _) =>
        {
            if (method == "POST") { return RecordedAnswersTests.Answer($"{{\"queryId\":\"{Id}\"\n") with { Stalls = true }; }
            if (path == $"/profiles/cancel/{Id}")
            {
                isCancelled = true;
                return recorded.First(e => e.Path == path);
            }
            if (path != $"/profiles/{Id}.json") { return null; }
            // The last two were polled after the cancel.
            poll = isCancelled ? Math.Max(poll + 1, polls.Count - 2) : Math.Min(poll + 1, polls.Count - 3);
            return polls[Math.Min(poll, polls.Count - 1)];
        });
        using var client = RecordedAnswersTests.Client(server);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var seen = new List<DrillProgress>();
        var progress = new Watching(p =>
        {
            seen.Add(p);
            if (seen.Count == 4) { interrupt.Cancel(); }
        });
        var error = await Assert.ThrowsAsync<DrillInterruptedException>(() => client.Query("select 1 a", new DrillQueryOptions { Progress = progress }).RunAsync(interrupt.Token));
        Assert.Equal($"The query {Id} was cancelled; it ended as CANCELED.", error.Message);
        Assert.All(seen, p => Assert.Equal(("RUNNING", 0, 3), (p.State, p.FinishedFragments, p.TotalFragments)));
        // What Python adds up of the recorded profiles.
        var sums = Oracle.Python(
            """
            import json, sys
            for line in open(sys.argv[1]):
                e = json.loads(line)
                if e['request']['path'] == '/profiles/' + sys.argv[2] + '.json':
                    p = json.loads(''.join(c['text'] for c in e['response']['chunks']))
                    print(sum(i.get('records', 0) for f in p.get('fragmentProfile', []) for m in f.get('minorFragmentProfile', []) for o in m.get('operatorProfile', []) for i in o.get('inputProfile', [])))
            """,
            SharedFolder.Path("recordings/drill/05-cancel.jsonl"), Id).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToList();
        Assert.All(seen, p => Assert.Contains(p.Records, sums));
        Assert.True(seen[^1].Records > 0, string.Join(' ', seen.Select(p => p.Records)));
    }

    [Fact]
    public async Task Cancelling_what_does_not_run_tells_what_the_server_says()
    {
        await using var server = ReplayServer.Of(SharedFolder.Path("recordings/drill/05-cancel.jsonl"));
        using var client = RecordedAnswersTests.Client(server);
        Assert.Contains("Failure attempting to cancel query 14fd0000-0000-0000-0000-000000000000", await client.CancelAsync("14fd0000-0000-0000-0000-000000000000", Token), StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<DrillException>(() => client.CancelAsync("zzz", Token));
        Assert.Contains("cannot cancel 'zzz'", error.Message, StringComparison.Ordinal);
        Assert.Contains("#!drill profile lists them", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_of_the_real_drill_is_a_tree_that_a_person_can_read()
    {
        var recorded = RecordedExchange.Read(SharedFolder.Path("recordings/drill/08-metadata.jsonl"));
        string PlanOf(string sql) => JsonDocument.Parse(recorded.First(e => Sql(e.Body) == sql).Chunks.SelectMany(c => c).ToArray()).RootElement.GetProperty("rows")[0].GetProperty("text").GetString()!;
        var tree = PlanTree.Draw(PlanOf("explain plan for select c.PatientID, p.PatientName from dfs.`catalog/CT` c join dfs.`csv/patients.csvh` p on c.PatientID = p.PatientID where c.StudyDate > date '2023-01-01'"));
        Assert.StartsWith("Screen\n└─ Project  PatientID=[$0], PatientName=[$1]\n   └─ Project  PatientID=[$0], PatientName=[$3]\n      └─ HashJoin  condition=[=($0, $2)], joinType=[inner]", tree, StringComparison.Ordinal);
        Assert.Contains("\n         ├─ Scan  dfs.catalog/CT, 4 files, 12 row groups", tree, StringComparison.Ordinal);
        Assert.Contains("\n         └─ ", tree, StringComparison.Ordinal);
        Assert.DoesNotContain("00-0", tree, StringComparison.Ordinal);
        Assert.Contains("(about 5 rows)", PlanTree.Draw(PlanOf("explain plan including all attributes for select Modality, count(*) n from dfs.`catalog` where dir1 = '2023' group by Modality order by n desc limit 5")), StringComparison.Ordinal);
    }

    private static string? Sql(string body) => body.StartsWith('{') && JsonDocument.Parse(body).RootElement.TryGetProperty("query", out var query) ? query.GetString() : null;

    private sealed class Watching(Action<DrillProgress> seen) : IProgress<DrillProgress>
    {
        private readonly Lock _lock = new();

        public void Report(DrillProgress value)
        {
            lock (_lock) { seen(value); }
        }
    }
}
