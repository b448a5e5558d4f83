using Sinogram.Core.Display;
using Sinogram.Tool.Notebooks;

namespace Sinogram.Tool.Tests.Notebooks;

public sealed class NotebookOutputsTests
{
    private readonly NotebookOutputs _outputs = new();
    private readonly NotebookCell _cell = NotebookCell.NewCode("x");

    [Fact]
    public void Writes_to_one_stream_are_joined_and_streams_keep_their_order()
    {
        Emit(Out("a"), Out("b\nc"), Out("d\n"), Err("e"), Out("f"));
        Assert.Equal(["stdout:ab\ncd\n", "stderr:e", "stdout:f"], _cell.Outputs.Select(o => $"{o!["name"]}:{NotebookJson.Text(o["text"])}"));
        Assert.Equal(["ab\n", "cd\n"], _cell.Outputs[0]!["text"]!.AsArray().Select(l => l!.GetValue<string>()));
    }

    [Fact]
    public void An_update_reaches_every_display_of_its_id_in_any_cell()
    {
        var other = NotebookCell.NewCode("y");
        Emit(new OutputEvent.DisplayData(MimeBundle.Text("old"), "id"));
        var sink = _outputs.For(other);
        sink.Emit(new OutputEvent.DisplayData(MimeBundle.Text("old"), "id"));
        sink.Emit(new OutputEvent.UpdateDisplayData(MimeBundle.Text("new"), "id"));
        Assert.Equal("new", NotebookJson.Text(_cell.Outputs[0]!["data"]!["text/plain"]));
        Assert.Equal("new", NotebookJson.Text(other.Outputs[0]!["data"]!["text/plain"]));
    }

    [Fact]
    public void Clearing_at_once_or_when_the_next_output_comes()
    {
        Emit(Out("a"), new OutputEvent.ClearOutput(Wait: true));
        Assert.Single(_cell.Outputs);
        Emit(Out("a"), new OutputEvent.ClearOutput(Wait: true), Out("b"));
        Assert.Equal("b", NotebookJson.Text(Assert.Single(_cell.Outputs)!["text"]));
        Emit(Out("a"), new OutputEvent.ClearOutput(Wait: false));
        Assert.Empty(_cell.Outputs);
    }

    [Fact]
    public void Json_is_kept_as_json_and_pictures_as_one_text()
    {
        Emit(new OutputEvent.DisplayData(
            MimeBundle.Png([1, 2, 3], "a picture").With(Mime.Json, "{\"a\":1}").WithMetadata("isolated", "true"), "id"));
        var data = _cell.Outputs[0]!["data"]!;
        Assert.Equal(1, data["application/json"]!["a"]!.GetValue<int>());
        Assert.Equal("AQID", data["image/png"]!.GetValue<string>());
        Assert.True(_cell.Outputs[0]!["metadata"]!["isolated"]!.GetValue<bool>());
    }

    private void Emit(params OutputEvent[] events)
    {
        var sink = _outputs.For(_cell);
        foreach (var output in events)
        {
            sink.Emit(output);
        }
    }

    private static OutputEvent.Stream Out(string text) => new(StreamName.Stdout, text);

    private static OutputEvent.Stream Err(string text) => new(StreamName.Stderr, text);
}
