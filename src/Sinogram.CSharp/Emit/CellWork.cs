using System.Globalization;
using MethodInfo = System.Reflection.MethodInfo;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.Core.Cells;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>One cell on its way through the compiler: what is known of it at each step.</summary>
internal sealed class CellWork
{
    private readonly NameTable _table;
    private readonly IReadOnlyList<string> _usings;
    private readonly CellDeclarations _declarations;
    private readonly HashSet<string> _identifiers;
    private readonly TextEdits _plain = new();
    private readonly AnonymousObjects? _anonymous;
    private readonly IReadOnlyList<CellAssembly> _shapes;
    private readonly bool _isAsync;
    private readonly bool _runsOnce;
    private readonly DelegateStandIns _delegates;
    private readonly VariableFields _fields;
    private TextEdits _casts = new();
    private TextEdits _base;
    private TextEdits _checks = new();
    private (string Before, string After) _trailing = ("return ", "");

    public CellWork(
        CellSource source, int id, CellPart part, NameTable table, AnonymousObjects? anonymous, IReadOnlyList<string> usings)
    {
        Source = source;
        Id = id;
        Part = part;
        _table = table;
        _usings = usings;
        Layout = new CellLayout(source, id, part.Place, part.FirstLine);
        _delegates = new DelegateStandIns(Layout.Inner);
        _declarations = new CellDeclarations(source, table);
        _fields = new VariableFields(source, part.CellNumber, _declarations, _delegates, table);
        _identifiers = CellSyntax.Identifiers(source.Root);
        _isAsync = source.Body.Any(CellSyntax.Awaits);
        _runsOnce = !source.Body.Any(CellSyntax.MayRepeat);
        BodyEdits.AddTo(source, _plain);
        ObjectNames.AddTo(
            source, [.. _declarations.Methods.Select((m, i) => (m.Name, CellSyntax.ParameterCount(m.Signature), Layout.MemberHolder(i)))], _identifiers, table, _plain);
        _anonymous = anonymous;
        (_base, _shapes) = Replace(new Dictionary<int, string>());
    }

    public CellSource Source { get; }

    /// <summary>The identifiers in the cell.</summary>
    public IReadOnlySet<string> Identifiers => _identifiers;

    /// <summary>The cell is compiled against the whole framework instead of the part that its names can mean.</summary>
    public bool UsesWholeFramework { get; set; }

    public int Id { get; }

    /// <summary>The text that it comes from.</summary>
    public CellPart Part { get; }

    public CellLayout Layout { get; }

    public IReadOnlyList<TopLevelVariable> Variables => _fields.Variables;

    /// <summary>The text is being written: names may be begun only.</summary>
    public bool IsDraft { get; init; }

    /// <summary>Cells that are referred to without their names.</summary>
    public IReadOnlyList<CellAssembly> Further { get; init; } = [];

    /// <summary>What source generators said of the code.</summary>
    public IReadOnlyList<Diagnostic> GeneratorMessages { get; set; } = [];

    /// <summary>The form in which variables are locals.</summary>
    public LayoutPlan BindingPlan() => Plan(Imports(_ => false)) with
    {
        Edits = _base,
        IsAsync = _isAsync,
        IsUnsafe = IsUnsafe,
        Trailing = Source.Trailing is { Expression: null } ? ("_ = ", "") : ("", ""),
    };

    /// <summary>The form that is run.</summary>
    public LayoutPlan FinalPlan()
    {
        var own = _fields.New.ToList();
        var edits = new TextEdits();
        var calls = new Dictionary<TopLevelVariable, string>();
        for (var i = 0; i < own.Count; i++)
        {
            if (own[i].Variable.Form != DeclarationForm.Using)
            {
                calls[own[i].Variable] = $"__frame.Publish({i.ToString(CultureInfo.InvariantCulture)});";
            }
        }

        var after = new Hoisting(Source, edits).Apply([.. _fields.All.Select(f => f.Variable)], calls);
        InterruptChecks.AddTo(Source, edits);
        LineNotes.AddTo(Source, Part.FirstLine, Id, edits);
        var plan = Plan(Imports(e => e is Slot or MethodEntry && own.Any(h => h.Variable.Name == e.Name)));
        var text = new StringBuilder(_delegates.Declarations);
        foreach (var variable in own)
        {
            var name = Layout.VariableHolder(variable.Variable.Name);
            text.Append(CultureInfo.InvariantCulture, $"internal static unsafe class {name[(name.LastIndexOf('.') + 1)..]} {{ internal static {variable.TypeText} @{variable.Variable.Name}; }}\n");
        }

        return plan with
        {
            Edits = _base.With(edits).With(_casts).With(_checks),
            IsAsync = _isAsync,
            Checks = true,
            IsUnsafe = IsUnsafe || _fields.All.Any(f => f.TypeText.Contains('*', StringComparison.Ordinal)),
            Declarations = text.ToString(),
            OwnHolders = [.. plan.OwnHolders, .. own.Select(v => Layout.VariableHolder(v.Variable.Name))],
            After = after,
            Trailing = _trailing,
        };
    }

    public void AddChecks(LambdaFindings found)
    {
        _checks = found.Checks;
        if (found.InTrees.Count > 0)
        {
            (_base, _) = Replace(found.InTrees);
        }
    }

    /// <summary>A variable holds delegates whose type has no name.</summary>
    public bool HasNamelessDelegates(IReadOnlyList<ILocalSymbol?> locals) => locals.Any(l => l is not null && DelegateStandIns.AreIn(l.Type));

    /// <summary>Gives lambdas whose delegate has no name one that later cells can write.</summary>
    public void NameDelegates(VariableTypes types)
    {
        var casts = new TextEdits();
        foreach (var (span, type) in types.NamelessDelegates(Source))
        {
            casts.Insert(span.Start, $"(({_delegates.Code(type)})(");
            casts.InsertAfter(span.End, "))");
        }

        _casts = casts;
    }

    /// <summary>The body handles pointers, as its declarations say.</summary>
    private bool IsUnsafe => Variables.Any(v => v.IsUnsafe);

    /// <summary>Decides by the text alone, where it tells all types; false where the compiler must be asked.</summary>
    public bool TryDecideByText() => _fields.TryDecideByText();

    /// <summary>A variable's name is written before its declaration, which locals forbid and fields would not.</summary>
    public bool UsesBeforeDeclaration() => _fields.AreUsedBeforeDeclaration();

    /// <summary>Decides, knowing the types, which variables become fields and which slots stay, and how the last value is given back.</summary>
    public void Decide(IReadOnlyList<ILocalSymbol?> locals, TypeInfo trailing, IReadOnlyDictionary<string, CellAssembly> cells)
    {
        _fields.Decide(locals, cells);
        if (trailing.Type is { } type)
        {
            _trailing = type switch
            {
                { SpecialType: SpecialType.System_Void } => ("", ""),
                INamedTypeSymbol { IsRefLikeType: true, Name: "Span" or "ReadOnlySpan", TypeArguments: [{ SpecialType: not SpecialType.System_Char }] } => ("return (", ").ToArray()"),
                { IsRefLikeType: true } => ("return (", ").ToString()"),
                IPointerTypeSymbol => ("return (nint)(", ")"),
                _ => ("return ", ""),
            };
        }
    }

    /// <summary>The cells whose types this one shows to those that use it.</summary>
    public IEnumerable<CellAssembly> Exposed()
    {
        var declares = Source.Methods.Count + Source.Members.Count + Source.Types.Count + Source.Namespaces.Count > 0;
        return declares ? _fields.Exposed.Union(Imports(_ => false).Cells) : _fields.Exposed;
    }

    /// <summary>The code runs once and goes: what it calls keeps a frame of its own in an exception's trace when it is compiled as it stands.</summary>
    public bool RunsOnce => _runsOnce && PublishesNothing;

    /// <summary>Nothing of the cell can be named by a later one: neither a new variable nor a method or type; what an earlier cell has just so stays that one's.</summary>
    public bool PublishesNothing => _declarations.PublishesNothing && _fields.New.All(f => f.Variable.Form == DeclarationForm.Using);

    /// <summary>The earlier cells that it refers to, as last written.</summary>
    public IReadOnlyList<CellAssembly> Uses { get; set; } = [];

    /// <summary>A name that it publishes has a meaning already.</summary>
    public bool Replaces =>
        _fields.New.Select(f => f.Variable.Name).Concat(_declarations.Names)
            .Any(n => ImportSet.Meanings(_table, n).Any())
        || (!_declarations.AreSpacesUnchanged && Source.Namespaces.Any(n => _table.Namespace(n.Name.ToString().Split('.')[0]).Count > 0));

    /// <summary>The compiled cell with the entries that it publishes.</summary>
    public CompiledCell Finish(CellAssembly assembly, MethodInfo body) =>
        new CellEntries(Source, _declarations, Layout, assembly, _table).Finish(body, _isAsync, [.. _fields.New], _fields.Local);

    private (TextEdits Edits, IReadOnlyList<CellAssembly> Shapes) Replace(IReadOnlyDictionary<int, string> inTrees)
    {
        var edits = new TextEdits();
        var shapes = _anonymous?.Replace(Source, edits, inTrees) ?? [];
        return (_plain.With(edits), shapes);
    }

    private ImportSet Imports(Func<NameEntry, bool> hidden)
    {
        var imports = new ImportSet();
        var hasQuery = Source.Text.Contains("from", StringComparison.Ordinal) && Source.Root.DescendantNodes().Any(n => n is QueryExpressionSyntax);
        imports.Resolve(_table, _identifiers, hasQuery, e => _declarations.Hides(e) || hidden(e));
        if (IsDraft)
        {
            // A name that is being written is not whole yet.
            foreach (var entry in _table.AllExtensions().Where(e => !_declarations.Hides(e)))
            {
                imports.Add(entry);
            }
        }

        imports.AddUsings(_table, kept => Source.Usings.Any(u => u.Text == kept.Text || (u.Alias is { } alias && alias == kept.Alias)));
        foreach (var cell in _shapes.Concat(Further))
        {
            imports.Add(cell);
        }

        return imports;
    }

    private LayoutPlan Plan(ImportSet imports) => new()
    {
        Imports = imports,
        OuterUsings = _usings,
        Edits = _base,
        SkippedTypes = _declarations.Unchanged,
        SkipsSpaces = _declarations.AreSpacesUnchanged,
        OwnHolders = [.. Enumerable.Range(0, Source.Methods.Count + (_declarations.Members.Count == 0 && Source.Members.Count == 0 ? 0 : Source.Members.Sum(m => Constants.Of(m)?.Variables.Count ?? 1))).Select(Layout.MemberHolder)],
        OwnTypeSpaces = [.. _declarations.Types.Keys.Where(k => !_declarations.Unchanged.Contains(k)).Select(k => Layout.TypeSpace(k.Name, k.Arity))],
        IsInner = IsInner,
    };

    private bool IsInner(CellUsing directive) =>
        directive.NamesType
        && CellSyntax.Identifiers(directive.Syntax).Any(n => _declarations.Types.Keys.Any(k => k.Name == n) || _table.Types(n).Count > 0);
}
