using System.Collections;
using Microsoft.DotNet.Interactive.CSharp;
using Sinogram.Core.Execution;

namespace Microsoft.DotNet.Interactive;

/// <summary>All languages of a notebook.</summary>
public sealed class CompositeKernel : Kernel, IEnumerable<Kernel>
{
    private readonly Dictionary<string, Kernel> _byName = new(StringComparer.OrdinalIgnoreCase);

    internal CompositeKernel(Session session)
        : base(".NET", session)
    {
    }

    /// <summary>The languages there are by now; the first is the notebook's own.</summary>
    public IReadOnlyList<Kernel> ChildKernels => [.. Session.Languages.Select(l => KernelOf(l.Identity.Name))];

    private protected override string? TargetName => null;

    /// <inheritdoc/>
    public IEnumerator<Kernel> GetEnumerator() => ChildKernels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The language of a selector, or what a magic of that name does with the text below it; null where there is neither.</summary>
    internal Kernel? Find(string name)
    {
        if (string.Equals(name, Name, StringComparison.OrdinalIgnoreCase))
        {
            return this;
        }

        return Session.LanguageOf(name) is { } language ? KernelOf(language.Identity.Name) : Session.MagicOf(name) is not null ? KernelOf(name) : null;
    }

    private Kernel KernelOf(string name)
    {
        lock (_byName)
        {
            if (!_byName.TryGetValue(name, out var kernel))
            {
                kernel = name == Session.Language.Identity.Name ? new CSharpKernel(name, Session) : new LanguageKernel(name, Session);
                _byName[name] = kernel;
            }

            return kernel;
        }
    }

    private sealed class LanguageKernel(string name, Session session) : Kernel(name, session);
}
