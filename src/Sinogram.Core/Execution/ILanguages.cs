using Sinogram.Core.Magics;

namespace Sinogram.Core.Execution;

/// <summary>The languages of a session. Safe from any thread.</summary>
public interface ILanguages
{
    /// <summary>All of them; the first is the notebook's own.</summary>
    IReadOnlyList<ILanguage> All { get; }

    /// <summary>The language of a selector or alias, or null.</summary>
    ILanguage? Find(string name);

    /// <summary>Adds a language; the one that was added under the same name before and loses its place, which the caller has to end, or null.</summary>
    /// <exception cref="MagicException">The name is that of a magic, or of a language of the kernel's own process.</exception>
    ILanguage? Add(ILanguage language);

    /// <summary>Takes back a language that was added; null where there is none of that name.</summary>
    ILanguage? Remove(string name);
}

/// <summary>The list that a session keeps: what it began with, and what <c>#!connect</c> has added.</summary>
internal sealed class LanguageList : ILanguages
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<ILanguage> _builtIn;
    private readonly IReadOnlyList<IMagic> _magics;
    private IReadOnlyList<ILanguage> _added = [];
    private IReadOnlyList<ILanguage> _all;

    public LanguageList(IReadOnlyList<ILanguage> builtIn, IReadOnlyList<IMagic> magics) => (_builtIn, _magics, _all) = (builtIn, magics, builtIn);

    public IReadOnlyList<ILanguage> All => Volatile.Read(ref _all);

    public ILanguage? Find(string name) => All.FirstOrDefault(l => l.Answers(name));

    public ILanguage? Add(ILanguage language)
    {
        var name = language.Identity.Name;
        // A language in a process of its own gives its place to the one that the notebook wants: another Python.
        if (_builtIn.Any(l => l.IsAvailable && l is not ILanguageProcess && l.Identity.Is(name)))
        {
            throw new MagicException($"'{name}' is a language of the kernel already.", "Give the new one another name: --kernel-name NAME.");
        }

        if (_magics.Any(m => m.Info.Name == name || m.Info.Aliases.Contains(name)))
        {
            throw new MagicException($"#!{name} is a magic already.", "Give the language another name: --kernel-name NAME.");
        }

        lock (_lock)
        {
            var former = _added.FirstOrDefault(l => l.Identity.Name == name);
            Put([language, .. _added.Where(l => l != former)]);
            return former;
        }
    }

    public ILanguage? Remove(string name)
    {
        lock (_lock)
        {
            var found = _added.FirstOrDefault(l => l.Identity.Name == name);
            Put([.. _added.Where(l => l != found)]);
            return found;
        }
    }

    /// <summary>What was added is before what stands for a missing language, so that a real SQL language answers for its name.</summary>
    private void Put(IReadOnlyList<ILanguage> added)
    {
        _added = added;
        Volatile.Write(ref _all, [_builtIn[0], .. added, .. _builtIn.Skip(1).Where(b => !added.Any(a => a.Identity.Name == b.Identity.Name))]);
    }
}

/// <summary>A session with one language that takes no other; for contexts made outside a session.</summary>
internal sealed class NoLanguages : ILanguages
{
    public static NoLanguages Instance { get; } = new();

    public IReadOnlyList<ILanguage> All => [];

    public ILanguage? Find(string name) => null;

    public ILanguage? Add(ILanguage language) => throw new MagicException("Languages are added in a cell of a notebook.");

    public ILanguage? Remove(string name) => null;
}
