using System.Text.Json;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>Expressions that an execute request wants evaluated after its cell: each gives a value or an error, and shows nothing.</summary>
internal static class UserExpressions
{
    internal static IReadOnlyList<(string Name, OutputEvent? Shown)> Evaluate(
        Session session, JsonElement? expressions, int number, CancellationToken token)
    {
        if (expressions is not { } wanted)
        {
            return [];
        }

        var values = new List<(string, OutputEvent?)>();
        foreach (var expression in wanted.EnumerateObject().Where(e => e.Value.ValueKind == JsonValueKind.String))
        {
            var shown = new Collector();
            var cell = new CellRequest(expression.Value.GetString()!) { StoreHistory = false };
            session.Execute(cell, number, CellFrontEnd.Headless(shown), token);
            values.Add((expression.Name, shown.Value));
        }

        return values;
    }

    internal static void Write(Utf8JsonWriter json, IReadOnlyList<(string Name, OutputEvent? Shown)> values)
    {
        json.WriteStartObject("user_expressions");
        foreach (var (name, shown) in values)
        {
            json.WriteStartObject(name);
            if (shown is OutputEvent.Error error)
            {
                json.WriteString("status", "error");
                json.WriteError(error.Name, error.Message, error.Traceback);
            }
            else
            {
                json.WriteString("status", "ok");
                json.WriteBundle(shown is OutputEvent.ExecuteResult result ? result.Bundle : MimeBundle.Text(""));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Keeps the value or the error, as they passed the output filter.</summary>
    private sealed class Collector : IOutputSink
    {
        internal OutputEvent? Value { get; private set; }

        public void Emit(OutputEvent output)
        {
            if (output is OutputEvent.ExecuteResult or OutputEvent.Error)
            {
                Value = output;
            }
        }
    }
}
