using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Core.Widgets;

/// <summary>
/// A live control of a notebook: one of the stock models of the <c>jupyter.widget</c> protocol (2.1), so that every front end with Jupyter's own widgets shows it
/// without anything of ours. Where there are none, and in a saved notebook, a still picture of its state stands in its place. Safe from any thread.
/// </summary>
public abstract class Widget : IWidgetModel, IAsyncDisposable
{
    /// <summary>The target of every widget's channel.</summary>
    public const string Target = "jupyter.widget";

    /// <summary>The media type of a widget's view.</summary>
    public const string ViewMime = "application/vnd.jupyter.widget-view+json";

    private protected const string Controls = "@jupyter-widgets/controls";
    private protected const string Base = "@jupyter-widgets/base";
    private const string Metadata = """{"version":"2.1.0"}""";

    private readonly Lock _lock = new();
    private readonly ModelValues _values;
    private IChannel? _channel;
    private WidgetModels? _models;
    private int _holds;

    private protected Widget(string module, string model, string? view)
    {
        _values = new ModelValues(new JsonObject
        {
            ["_model_module"] = module,
            ["_model_module_version"] = "*",
            ["_model_name"] = model,
            ["_view_module"] = module,
            ["_view_module_version"] = "*",
            ["_view_name"] = view,
            ["_view_count"] = null,
        });
    }

    /// <summary>Its model's id, once it is open; empty before.</summary>
    public string ModelId
    {
        get
        {
            lock (_lock)
            {
                return _channel?.Id ?? "";
            }
        }
    }

    /// <summary>The widgets that it holds.</summary>
    private protected virtual IEnumerable<Widget> Parts => [];

    /// <summary>Opens it, and what it holds, to a front end that has widgets. Doing it twice changes nothing.</summary>
    public void Open(IChannelHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        foreach (var part in Parts)
        {
            part.Open(host);
        }

        lock (_lock)
        {
            if (_channel is not null)
            {
                return;
            }

            Link();
            var (json, buffers) = _values.Whole(null);
            _channel = host.Open(Target, json, Metadata, buffers);
            _channel.Received += Receive;
            var id = _channel.Id;
            _models = host.Widgets;
            _channel.Closed += () => host.Widgets.Forget(id);
            _models.Keep(id, this);
        }
    }

    /// <summary>Holds changes back until the result is disposed, and sends them together.</summary>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _holds++;
        }

        return new Held(this);
    }

    /// <summary>Closes it in the front end.</summary>
    public async ValueTask DisposeAsync()
    {
        IChannel? channel;
        lock (_lock)
        {
            channel = _channel;
            _channel = null;
        }

        if (channel is not null)
        {
            _models?.Forget(channel.Id);
        }

        foreach (var part in Parts)
        {
            await part.DisposeAsync().ConfigureAwait(false);
        }

        if (channel is not null)
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>What it looks like without a front end that has widgets: html that needs nothing.</summary>
    public abstract string StillHtml();

    /// <summary>What it looks like as text.</summary>
    public abstract string StillText();

    /// <summary>Its view with the still picture beside.</summary>
    /// <param name="host">The front end; where it has no widgets, the picture is alone.</param>
    public MimeBundle View(IChannelHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var still = Still()!;
        if (!host.Has(Target))
        {
            return still;
        }

        Open(host);
        return still.With(ViewMime, new JsonObject { ["version_major"] = 2, ["version_minor"] = 0, ["model_id"] = ModelId }.ToJsonString());
    }

    /// <summary>The still picture of its state.</summary>
    public MimeBundle? Still() => MimeBundle.Html(Markup.Block(StillHtml()), StillText());

    /// <inheritdoc/>
    public WidgetState Snapshot()
    {
        lock (_lock)
        {
            return _values.Snapshot();
        }
    }

    /// <summary>The front end has changed a value.</summary>
    private protected virtual void Changed(string key)
    {
    }

    /// <summary>The front end has sent something that is no value, such as a click.</summary>
    private protected virtual void Told(JsonElement content)
    {
    }

    /// <summary>Puts the ids of the parts, which are open by now, into the state.</summary>
    private protected virtual void Link()
    {
    }

    private protected static string Reference(Widget widget) => "IPY_MODEL_" + widget.ModelId;

    private protected T Read<T>(string key)
    {
        lock (_lock)
        {
            return _values.Read<T>(key);
        }
    }

    /// <summary>Sets a value and tells the front end.</summary>
    private protected void Write(string key, JsonNode? value)
    {
        lock (_lock)
        {
            if (_values.Change(key, value))
            {
                SendUnsent();
            }
        }
    }

    /// <summary>Sets a binary value and tells the front end.</summary>
    private protected void Write(string key, ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            _values.Change(key, bytes);
            SendUnsent();
        }
    }

    private protected ReadOnlyMemory<byte> ReadBytes(string key)
    {
        lock (_lock)
        {
            return _values.ReadBytes(key);
        }
    }

    /// <summary>Sets a value before anything is open.</summary>
    private protected void Begin(string key, JsonNode? value) => _values.Put(key, value);

    private void SendUnsent()
    {
        if (_channel is null)
        {
            _values.ForgetChanges();
        }
        else if (_holds == 0 && _values.Changes() is var (json, buffers))
        {
            _channel.Send(json, buffers);
        }
    }

    private void Receive(ChannelMessage message)
    {
        using var json = JsonDocument.Parse(message.Json);
        switch (json.RootElement.TryGetProperty("method", out var method) ? method.GetString() : null)
        {
            case "update" when json.RootElement.TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.Object:
                List<string> changed = [];
                lock (_lock)
                {
                    foreach (var value in state.EnumerateObject().Where(v => _values.Has(v.Name) && !v.Name.StartsWith('_')))
                    {
                        _values.Put(value.Name, JsonNode.Parse(value.Value.GetRawText()));
                        changed.Add(value.Name);
                    }
                }

                changed.ForEach(Changed);
                break;
            case "request_state":
                lock (_lock)
                {
                    var (whole, buffers) = _values.Whole("update");
                    _channel?.Send(whole, buffers);
                }

                break;
            case "custom" when json.RootElement.TryGetProperty("content", out var content):
                Told(content);
                break;
        }
    }

    private sealed class Held(Widget widget) : IDisposable
    {
        public void Dispose()
        {
            lock (widget._lock)
            {
                widget._holds--;
                widget.SendUnsent();
            }
        }
    }
}
