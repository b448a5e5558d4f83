namespace Sinogram.Remote.Livy;

/// <summary>A session to make.</summary>
/// <param name="Name">Its name on the server; null for none. Not empty and not all digits.</param>
/// <param name="Kind">The language of its statements: <c>pyspark</c>, <c>spark</c> (Scala), <c>sql</c>, <c>sparkr</c>.</param>
/// <param name="Conf">Spark properties.</param>
public sealed record LivySessionRequest(string? Name, string Kind, IReadOnlyDictionary<string, string> Conf);

/// <summary>A session as the server lists it.</summary>
/// <param name="Id">Its number; after a restart of the server numbers begin anew.</param>
/// <param name="Name">Its name, or null.</param>
/// <param name="Kind">The language of its statements.</param>
/// <param name="State">Its state: <c>starting</c>, <c>idle</c>, <c>busy</c>, <c>error</c>, <c>dead</c> and so on.</param>
/// <param name="Owner">Who made it, where the server knows users.</param>
/// <param name="AppId">The cluster's application id, where there is a cluster.</param>
public sealed record LivySessionInfo(int Id, string? Name, string Kind, string State, string? Owner, string? AppId);

/// <summary>A statement.</summary>
/// <param name="Id">Its number in the session.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>available</c>, <c>cancelling</c> or <c>cancelled</c>.</param>
/// <param name="Progress">0 to 1: finished tasks of the submitted ones. It falls when further stages are submitted.</param>
/// <param name="Output">Its result; null before it has one.</param>
public sealed record LivyStatement(int Id, string State, double Progress, LivyResult? Output)
{
    /// <summary>Nothing more happens to it.</summary>
    public bool IsFinished => State is "available" or "cancelled" or "error";
}

/// <summary>How far a statement is.</summary>
/// <param name="State">Its state.</param>
/// <param name="Fraction">The largest progress seen so far, 0 to 1.</param>
public readonly record struct LivyProgress(string State, double Fraction);

/// <summary>How far a session's start is.</summary>
/// <param name="State">Its state.</param>
/// <param name="Log">The end of its log.</param>
public sealed record LivyStartProgress(string State, IReadOnlyList<string> Log);

/// <summary>What the names of session states mean.</summary>
public static class LivyStates
{
    /// <summary>It takes statements.</summary>
    public static bool IsReady(string state) => state is "idle" or "busy" or "running";

    /// <summary>It will never take a statement again.</summary>
    public static bool IsFinal(string state) => state is "error" or "dead" or "killed" or "success";
}
