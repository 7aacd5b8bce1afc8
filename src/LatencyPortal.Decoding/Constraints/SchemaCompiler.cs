namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// Compiles a JSON schema into a grammar over bytes. A type with parts is compiled once for each level
/// of nesting it can stand at, so that a recursive schema gives a grammar that ends by itself. Whatever
/// is not supported is refused, never passed over.
/// <para>
/// Where a schema names members or leading items and does not say what about others, there are no
/// others: what is said then still fits the schema.
/// </para>
/// </summary>
internal sealed class SchemaCompiler
{
    /// <summary>Objects and arrays inside each other; readers commonly stop at 64.</summary>
    private const int DeepestValue = 32;

    /// <summary>Bounds the recursion of the compiler.</summary>
    private const int MostOpen = 400;

    /// <summary>Bounds its time: combinations of parts, each counted once for a level of nesting.</summary>
    private const int MostCompiled = 30_000;

    private readonly SchemaExpander _expander;
    private readonly ShapeReader _shapes;
    private readonly GrammarBuilder _grammar = new();
    private readonly ScalarEmitter _scalars;
    private readonly ContainerEmitter _containers;
    private readonly OneOfCheck _oneOf;
    private readonly Dictionary<string, int> _compiled = [];
    private readonly HashSet<string> _open = [];

    private SchemaCompiler(SchemaDocument document)
    {
        _expander = new SchemaExpander(document);
        _shapes = new ShapeReader(document);
        _scalars = new ScalarEmitter(_grammar);
        _containers = new ContainerEmitter(_grammar, _scalars, Compile);
        _oneOf = new OneOfCheck(document, _expander, _shapes);
    }

    /// <exception cref="SchemaException">The schema cannot be used; the message says why.</exception>
    public static ByteGrammar Compile(string schema)
    {
        var compiler = new SchemaCompiler(SchemaDocument.Parse(schema));
        var root = compiler.Compile([new SchemaPlace(string.Empty)], DeepestValue);
        return compiler._grammar.Build(root)
            ?? throw new SchemaException("The JSON schema cannot be used: there is no JSON that satisfies it.");
    }

    /// <summary>The first state of the values that satisfy all of some places.</summary>
    private int Compile(List<SchemaPlace> places, int depth)
    {
        var key = $"{depth}{string.Concat(places.Select(place => $"\n{(place.IsBare ? '!' : '?')}{place.Pointer}"))}";
        if (_compiled.TryGetValue(key, out var start))
            return start;
        // Parts stand one level deeper, so only a schema that is its own alternative comes back here.
        if (!_open.Add(key))
            throw SchemaException.At(places[0].Pointer, "it refers to itself without end.");
        if (_open.Count > MostOpen || _compiled.Count > MostCompiled)
            throw new SchemaException("The JSON schema cannot be used: its alternatives and references are too many.");
        start = _grammar.NewState();
        var variants = _expander.Expand(places, out var hasChoices);
        if (!hasChoices)
        {
            AddShape(start, variants[0], depth);
        }
        else
        {
            _oneOf.Check(variants[0].Where(place => place.IsBare).Select(place => place.Pointer));
            foreach (var variant in variants)
                _grammar.AddEmpty(start, Compile(variant, depth));
        }

        _open.Remove(key);
        return _compiled[key] = start;
    }

    private void AddShape(int start, List<SchemaPlace> places, int depth)
    {
        var shape = _shapes.Read(places);
        if (shape.Values is { } values)
        {
            _scalars.AddConstants(start, values);
            return;
        }

        var pointer = places.Count > 0 ? places[0].Pointer : string.Empty;
        foreach (var part in _scalars.PartsOf(shape, pointer))
            _grammar.AddEmpty(start, part);
        if (depth > 0 && shape.Kinds.HasFlag(JsonKinds.Array))
            _containers.AddArray(start, shape, depth - 1);
        if (depth > 0 && shape.Kinds.HasFlag(JsonKinds.Object))
            _containers.AddObject(start, shape, depth - 1);
    }
}
