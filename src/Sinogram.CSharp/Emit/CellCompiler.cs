using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Sinogram.Core.Cells;
using Sinogram.CSharp.Generators;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Services;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// Compiles cells, one after another. A cell is bound once as locals, for the types of its variables, and once as fields; what has
/// lambdas is written once more with checks in them. The compiler's objects are dropped when the image is there.
/// </summary>
internal sealed class CellCompiler
{
    /// <summary>How cells are emitted.</summary>
    internal static readonly EmitOptions Emission = new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb)
        .WithInstrumentationKinds([InstrumentationKind.StackOverflowProbing]);

    /// <summary>
    /// The tree has no file: for one that has, the compiler has its checksum computed by the thread pool and waits for it, and cells may
    /// exhaust that. The cells' own lines have names by #line directives.
    /// </summary>
    internal const string GeneratedFile = "";

    /// <summary>The place of code that does not run.</summary>
    private static readonly CellPart Nowhere = new("", 0, 0);

    private readonly NameTable _table;
    private readonly ReferenceSet _references;
    private readonly CellLoader _loader;
    private readonly CellErrors _errors;
    private readonly IReadOnlyList<string> _usings;
    private int _lastId;
    private bool _tracesAreRead;

    public CellCompiler(NameTable table, ReferenceSet references, CellLoadContext context, IReadOnlyList<string> usings)
    {
        _table = table;
        _references = references;
        _loader = new CellLoader(context);
        _errors = new CellErrors(table);
        _usings = usings;
        Anonymous = new AnonymousObjects(CompileShape);
    }

    public AnonymousObjects Anonymous { get; }

    /// <summary>All compiled pieces by their assembly names.</summary>
    public IReadOnlyDictionary<string, CellAssembly> Assemblies => _loader.Assemblies;

    /// <summary>Forgets a piece that has been unloaded.</summary>
    public void Forget(CellAssembly cell) => _loader.Forget(cell);

    /// <summary>Compiles and loads a cell; publishes nothing.</summary>
    public CompileOutcome Compile(CellPart part, CancellationToken token)
    {
        var source = CellSource.Parse(part.Code);
        if (source.Errors.Count > 0)
        {
            return new CompileOutcome.Failure([.. source.Errors.Select(d => CompileMessage.Of(d, d.Location.SourceSpan.Start, d.Location.SourceSpan.Length))]);
        }

        if (Refusals.Of(source) is { Count: > 0 } refusals)
        {
            return new CompileOutcome.Failure(refusals);
        }

        var work = new CellWork(source, ++_lastId, part, _table, Anonymous, _usings);
        var outcome = Compile(work, token);
        if (outcome is CompileOutcome.Failure && !work.UsesWholeFramework)
        {
            // Errors are told as the whole framework has them; and a few need more of it than the names in the cell tell.
            outcome = Compile(new CellWork(source, ++_lastId, part, _table, Anonymous, _usings) { UsesWholeFramework = true }, token);
            if (outcome is CompileOutcome.Ready)
            {
                _references.UseWhole();
            }
        }

        return outcome;
    }

    private CompileOutcome Compile(CellWork work, CancellationToken token)
    {
        var outcome = Bind(work, token);
        if (outcome is not null)
        {
            return outcome;
        }

        var (text, compilation) = WriteFinal(work, token);
        token.ThrowIfCancellationRequested();
        return Emit(work, text, compilation, token);
    }

    private (MappedText Text, CSharpCompilation Compilation) WriteFinal(CellWork work, CancellationToken token)
    {
        var (text, compilation) = Write(work, work.FinalPlan(), token);
        if (LambdaChecks.IsNeeded(work.Source.Root))
        {
            work.AddChecks(LambdaChecks.Find(work.Source, text, compilation));
            (text, compilation) = Write(work, work.FinalPlan(), token);
        }

        return (text, compilation);
    }

    /// <summary>Compiles text that declares no variables and has no body, such as a stand-in for an anonymous type or a variable set from outside.</summary>
    public CellAssembly CompileText(string text, int cellNumber, IReadOnlyList<CellAssembly> cells, bool replaces = false)
    {
        var id = ++_lastId;
        var friends = $"[assembly: global::System.Runtime.CompilerServices.InternalsVisibleTo(\"{CellImage.Placeholder}\")]\n"
            + string.Concat(cells.Select(c => $"[assembly: global::System.Runtime.CompilerServices.IgnoresAccessChecksTo(\"{c.Name}\")]\n"));
        var marks = string.Concat(cells.SelectMany(c => c.Hidden.Values).Distinct().Select(n => $"namespace {n} {{ internal static class __Mark{id} {{ }} }}\n"));
        var tree = CSharpSyntaxTree.ParseText(friends + text + "\n" + marks, CellSource.ParseOptions);
        using var image = new MemoryStream();
        var result = _references.Compile(tree, cells).Emit(image);
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join("\n", result.Diagnostics));
        }

        return _loader.Load(id, new CellPart("", 0, cellNumber), image.ToArray(), null, null, cells, replaces).Assembly;
    }

    /// <summary>Binds code that is being written, errors and all; null where nothing can be said.</summary>
    /// <param name="code">The code.</param>
    /// <param name="position">Where it is being written.</param>
    /// <param name="token">Ends the binding.</param>
    public Draft? Draft(string code, int position, CancellationToken token) => Draft(code, position, [], token);

    /// <summary>The same for code that refers to cells without their names.</summary>
    public Draft? Draft(string code, int position, IReadOnlyList<CellAssembly> cells, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var source = CellSource.ParseDraft(code, position);
        var work = new CellWork(source, 0, Nowhere, _table, null, _usings) { IsDraft = true, UsesWholeFramework = true, Further = cells };
        var (text, compilation) = Write(work, work.BindingPlan(), token);
        return new Draft(source, text, compilation);
    }

    /// <summary>Writes down what the names in a published cell's types mean, to know such a type when it comes again.</summary>
    public void NoteBindings(CompiledCell cell)
    {
        foreach (var (type, _) in cell.Types)
        {
            type.Bindings = cell.BindingsOf((type.Name, type.Arity));
        }

        if (cell.Spaces is { } text)
        {
            _table.PublishSpaces(text, new SpaceEntry(cell.Assembly, cell.SpacesBindings()));
        }
    }

    /// <summary>Compiles a cell of a table of its own and does not load it: no name is seen and no number taken. The image, or null where it does not compile.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="id">The number of the piece.</param>
    /// <param name="table">What the cell sees.</param>
    public byte[]? MakeImage(string code, int id, NameTable table)
    {
        var work = new CellWork(CellSource.Parse(code), id, Nowhere, table, null, _usings);
        if (Bind(work, CancellationToken.None) is not null)
        {
            return null;
        }

        var (_, compilation) = WriteFinal(work, CancellationToken.None);
        var emitted = Emit(compilation, LateSymbols.AreTooLate(work.Source), CancellationToken.None);
        if (!emitted.Result.Success)
        {
            return null;
        }

        CellImage.Finish(emitted.Image, CellImage.NameOf(id));
        _ = LoadedImage.Of(emitted.Image, static _ => false, _ => null);
        return emitted.Image;
    }

    /// <summary>The number that the next compiled piece gets.</summary>
    public int NextId => _lastId + 1;

    private CellAssembly CompileShape(string name, string text) => CompileText(text, 0, []);

    private (MappedText Text, CSharpCompilation Compilation) Write(CellWork work, LayoutPlan plan, CancellationToken token)
    {
        var text = work.Layout.Write(plan);
        var tree = CSharpSyntaxTree.ParseText(text.ToString(), CellSource.ParseOptions, path: GeneratedFile, Encoding.UTF8, token);
        var isGenerated = FrameworkGenerators.AreNeeded(work.Source.Text);
        var cells = plan.Imports.Cells;
        work.Uses = cells;
        var isOfPackages = _references.Generators.Any;
        var compilation = work.UsesWholeFramework || isGenerated || isOfPackages ? null : _references.CompileAgainst(NamesIn(work, plan), tree, cells);
        work.UsesWholeFramework |= compilation is null;
        compilation ??= _references.Compile(tree, cells);
        if (isGenerated)
        {
            compilation = FrameworkGenerators.Run(work.Source.Text, compilation, out var messages, token);
            work.GeneratorMessages = messages;
        }

        if (isOfPackages)
        {
            compilation = _references.Generators.Run(compilation, out var messages, token);
            work.GeneratorMessages = [.. isGenerated ? work.GeneratorMessages : [], .. messages];
        }

        return (text, compilation);
    }

    /// <summary>Every name that a cell is written with, and those that it sees by usings that are not its own.</summary>
    private HashSet<string> NamesIn(CellWork work, LayoutPlan plan) =>
        [.. work.Identifiers, .. _usings.Concat(plan.Imports.Usings).Concat(plan.Imports.InnerUsings).SelectMany(u => u.Split([' ', '.', ';', '=', '<', '>', ','], StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Finds the types of the variables. Answers a failure where one has none.</summary>
    private CompileOutcome.Failure? Bind(CellWork work, CancellationToken token)
    {
        if (work.TryDecideByText())
        {
            return null;
        }

        var (text, compilation) = Write(work, work.BindingPlan(), token);
        var types = new VariableTypes(text, compilation);
        var locals = work.Variables.Select(types.LocalOf).ToList();
        var trailing = work.Source.Trailing is { } last ? (last.Expression is { } value ? types.TypeOf(value) : default) : default;
        token.ThrowIfCancellationRequested();
        var broken = locals.Any(l => l?.Type is null or { TypeKind: TypeKind.Error } or { SpecialType: SpecialType.System_Void })
            || work.Variables.GroupBy(v => v.Name).Any(g => g.Count() > 1);
        if (broken || work.UsesBeforeDeclaration())
        {
            // Locals of inner scopes may share names with fields; and the last expression stands where only a statement may.
            var errors = types.BodyErrors().Where(d => broken ? d.Id is not ("CS0136" or "CS0201") : d.Id == "CS0841" || types.IsOfItself(d)).ToList();
            if (errors.Count > 0)
            {
                return _errors.Of(errors, work, text, compilation);
            }
        }

        if (work.HasNamelessDelegates(locals))
        {
            work.NameDelegates(types);
        }

        work.Decide(locals, trailing, _loader.Assemblies);
        return null;
    }

    private CompileOutcome Emit(CellWork work, MappedText text, CSharpCompilation compilation, CancellationToken token)
    {
        if (work.RunsOnce)
        {
            compilation = compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug));
        }

        _tracesAreRead |= LateSymbols.AreAskedFor(work.Identifiers);
        var (result, image, symbols) = Emit(compilation, _tracesAreRead || LateSymbols.AreTooLate(work.Source), token);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Concat(work.GeneratorMessages).Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
            return _errors.Of(errors, work, text, compilation);
        }

        var late = symbols is null ? new LateSymbols(text.ToString(), compilation.ExternalReferences, compilation.Options) : null;
        var (assembly, loaded) = _loader.Load(work.Id, work.Part, image, symbols, late, work.Uses, work.Replaces, work.PublishesNothing);
        foreach (var exposed in work.Exposed().Where(e => loaded.Assemblies.Contains(e.Name)))
        {
            assembly.Exposes.Add(exposed);
        }

        // By its token: a search by name would read all that is in the assembly.
        var body = (System.Reflection.MethodInfo)assembly.Loaded.ManifestModule.ResolveMethod(loaded.Body)!;
        var warnings = WantedWarnings.Of(work.Source.Root);
        return new CompileOutcome.Ready(work.Finish(assembly, body) with
        {
            Warnings =
            [
                .. work.GeneratorMessages.Where(d => d.Id is "CS8784" or "CS8785").Select(d => CompileMessage.Of(d, 0, 1)),
                .. work.Source.WrittenWarnings.Select(d => CompileMessage.Of(d, d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)),
                .. result.Diagnostics.Where(d => warnings.Include(d) && text.IsOriginal(d.Location.SourceSpan.Start)).Select(d => CellErrors.Message(d, work, text)),
            ],
        });
    }

    private static (EmitResult Result, byte[] Image, byte[]? Symbols) Emit(CSharpCompilation compilation, bool needsSymbols, CancellationToken token)
    {
        using var image = new MemoryStream();
        using var symbols = needsSymbols || compilation.SyntaxTrees.Length > 1 ? new MemoryStream() : null;
        var result = compilation.Emit(image, symbols, options: Emission, cancellationToken: token);
        return (result, image.ToArray(), symbols?.ToArray());
    }
}
