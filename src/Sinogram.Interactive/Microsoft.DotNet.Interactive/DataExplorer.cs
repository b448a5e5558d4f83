using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace Microsoft.DotNet.Interactive;

/// <summary>A way of looking at data of one kind, made by a notebook or a package.</summary>
/// <typeparam name="TData">The data.</typeparam>
public abstract class DataExplorer<TData>
{
    static DataExplorer() => RegisterFormatters();

    /// <summary>Looks at data.</summary>
    protected DataExplorer(TData data) => Data = data;

    /// <summary>Tells it from others on the page.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The data.</summary>
    public TData Data { get; }

    /// <summary>Makes explorers of this data shown by their markup.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "The name that packages call.")]
    public static void RegisterFormatters() =>
        Formatter.Register<DataExplorer<TData>>((explorer, writer) => explorer.ToHtml().WriteTo(writer, HtmlEncoder.Default), HtmlFormatter.MimeType);

    /// <summary>Offers an explorer for this data.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "The name that packages call.")]
    public static void Register<TDataExplorer>()
        where TDataExplorer : DataExplorer<TData> => DataExplorer.Register<TData, TDataExplorer>();

    /// <summary>Its markup.</summary>
    protected abstract IHtmlContent ToHtml();
}

/// <summary>The explorers that are offered; a table for tabular data from the start.</summary>
public static class DataExplorer
{
    private static readonly ConcurrentDictionary<Type, List<Type>> Offered = new() { [typeof(TabularDataResource)] = [typeof(TableExplorer)] };
    private static readonly ConcurrentDictionary<Type, string> Defaults = new();

    /// <summary>Offers an explorer for a kind of data.</summary>
    public static void Register<TData, TDataExplorer>()
        where TDataExplorer : DataExplorer<TData> =>
        Offered.AddOrUpdate(typeof(TData), _ => [typeof(TDataExplorer)], (_, types) => types.Contains(typeof(TDataExplorer)) ? types : [.. types, typeof(TDataExplorer)]);

    /// <summary>The explorer of a name on data.</summary>
    /// <exception cref="InvalidOperationException">None of that name is offered.</exception>
    public static DataExplorer<T> Create<T>(string dataExplorerTypeName, T data) =>
        Make(data, types => types.Find(t => t.Name == dataExplorerTypeName), $"named {dataExplorerTypeName} ");

    /// <summary>The default explorer on data.</summary>
    /// <exception cref="InvalidOperationException">None is offered.</exception>
    public static DataExplorer<T> CreateDefault<T>(T data) =>
        Make(data, types => Defaults.TryGetValue(typeof(T), out var name) ? types.Find(t => t.Name == name) : types[0], "");

    /// <summary>Chooses the default by its name.</summary>
    public static void SetDefault<T>(string defaultExplorerName) => Defaults[typeof(T)] = defaultExplorerName;

    private static DataExplorer<T> Make<T>(T data, Func<List<Type>, Type?> choose, string which) =>
        Offered.TryGetValue(typeof(T), out var types) && choose(types) is { } type
            ? (DataExplorer<T>)Activator.CreateInstance(type, data)!
            : throw new InvalidOperationException($"No explorer {which}is registered for {typeof(T).Name}.");
}
