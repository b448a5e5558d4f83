namespace Sinogram.Core.Magics;

/// <summary>The options that every magic has where its verb says so; parsed, explained and completed in one place.</summary>
public static class CommonOptions
{
    public static OptionInfo Help { get; } = OptionInfo.Flag("help", "show this help");

    public static OptionInfo In { get; } = new("in", "variables to bring in") { Value = "A,B", Alias = 'i', Many = true };

    public static OptionInfo Out { get; } = OptionInfo.Of("out", "NAME", "keep the result in this variable", 'o');

    public static OptionInfo Connect { get; } = OptionInfo.Of("connect", "NAME", "the named connection to use");

    public static OptionInfo Reveal { get; } = OptionInfo.Flag("reveal", "show identifying values; noted in the audit, in Jupyter only");

    /// <summary>All options of a verb, its own first.</summary>
    public static IEnumerable<OptionInfo> All(VerbInfo verb)
    {
        ArgumentNullException.ThrowIfNull(verb);
        foreach (var option in verb.Options)
        {
            yield return option;
        }

        if (verb.TakesVariables && verb.Options.All(o => o.Name != In.Name))
        {
            yield return In;
        }

        if (verb.HasResult && verb.Options.All(o => o.Name != Out.Name))
        {
            yield return Out;
        }

        if (verb.UsesConnection && verb.Options.All(o => o.Name != Connect.Name))
        {
            yield return Connect;
        }

        if (verb.CanReveal)
        {
            yield return Reveal;
        }

        yield return Help;
    }
}
