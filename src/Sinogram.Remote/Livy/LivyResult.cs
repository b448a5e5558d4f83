using Sinogram.Data;

namespace Sinogram.Remote.Livy;

/// <summary>What a statement gave: a closed union.</summary>
public abstract record LivyResult
{
    private LivyResult()
    {
    }

    /// <summary>What the statement printed beside its value; empty where that is all or nothing.</summary>
    public string Printed { get; init; } = "";

    /// <summary>Printed text and the last value in one: the server does not tell them apart.</summary>
    /// <param name="Value">The text; empty for a statement without a value.</param>
    public sealed record Text(string Value) : LivyResult;

    /// <summary>It failed on the cluster.</summary>
    /// <param name="Name">The exception's name; for Scala and SQL <c>Error</c>.</param>
    /// <param name="Message">Its message.</param>
    /// <param name="Traceback">The lines of the remote traceback; may be empty.</param>
    public sealed record Error(string Name, string Message, IReadOnlyList<string> Traceback) : LivyResult;

    /// <summary>A picture (<c>%matplot</c>).</summary>
    /// <param name="Png">The bytes of the PNG.</param>
    public sealed record Image(ReadOnlyMemory<byte> Png) : LivyResult;

    /// <summary>A table (<c>%table</c>, or a query of an SQL session).</summary>
    /// <param name="Value">The rows.</param>
    /// <param name="Notes">What the server may have cut or rounded, in words.</param>
    public sealed record Rows(Table Value, IReadOnlyList<string> Notes) : LivyResult;

    /// <summary>A JSON value (<c>%json</c>).</summary>
    /// <param name="Value">Its text.</param>
    public sealed record Json(string Value) : LivyResult;
}
