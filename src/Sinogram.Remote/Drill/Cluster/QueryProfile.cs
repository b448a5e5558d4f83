using System.Text.Json;

namespace Sinogram.Remote.Drill.Cluster;

/// <param name="Fragment">The major fragment.</param>
/// <param name="Operator">What it does, for example HASH_AGGREGATE.</param>
/// <param name="Instances">How many fragments ran it.</param>
/// <param name="Records">Records that it took in.</param>
/// <param name="ProcessSeconds">The longest time that an instance worked.</param>
/// <param name="WaitSeconds">The longest time that an instance waited.</param>
/// <param name="PeakMegabytes">The most memory that an instance held.</param>
public sealed record ProfileOperator(string Fragment, string Operator, int Instances, long Records, double ProcessSeconds, double WaitSeconds, double PeakMegabytes);

/// <summary>What a profile tells of a query.</summary>
public sealed record QueryProfile(string State, string Query, string User, TimeSpan? Duration, int FinishedFragments, int TotalFragments, string? Reason, IReadOnlyList<ProfileOperator> Operators)
{
    /// <summary>Reads the JSON of a profile; what it lacks is left empty.</summary>
    public static QueryProfile Read(JsonElement profile)
    {
        var (start, end) = (Number(profile, "start"), Number(profile, "end"));
        var progress = ProfileList.Progress(profile, 0);
        var operators = from fragment in ProfileList.Array(profile, "fragmentProfile")
                        let major = Number(fragment, "majorFragmentId")
                        from minor in ProfileList.Array(fragment, "minorFragmentProfile")
                        from op in ProfileList.Array(minor, "operatorProfile")
                        group op by (Major: major, Id: Number(op, "operatorId"), Name: ProfileList.Text(op, "operatorTypeName")) into same
                        orderby same.Key.Major, same.Key.Id
                        select new ProfileOperator(
                            $"{same.Key.Major:00}-{same.Key.Id:00}",
                            same.Key.Name,
                            same.Count(),
                            same.Sum(o => ProfileList.Array(o, "inputProfile").Sum(i => Number(i, "records"))),
                            same.Max(o => Number(o, "processNanos")) / 1e9,
                            same.Max(o => Number(o, "waitNanos")) / 1e9,
                            same.Max(o => Number(o, "peakLocalMemoryAllocated")) / 1e6);
        return new QueryProfile(
            DrillClient.StateOf(profile),
            ProfileList.Text(profile, "query"),
            ProfileList.Text(profile, "user"),
            start > 0 && end >= start ? TimeSpan.FromMilliseconds(end - start) : null,
            progress.FinishedFragments,
            progress.TotalFragments,
            DrillReasons.Of(null, profile),
            [.. operators]);
    }

    private static long Number(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
