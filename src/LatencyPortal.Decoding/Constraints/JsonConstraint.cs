namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// A compiled rule that an answer must follow, over the bytes of its tokens. It may be shared by many
/// answers, one after another or mixed, but only one thread may use it at a time.
/// <para>
/// Documents are written the way models write them: members in the order of the schema, names and
/// constants in their plain spelling, no blanks before or behind the document, and between its parts
/// nothing, one space, or a line break with at most 64 spaces or 16 tabs, so that blanks cannot go on for ever. Numbers
/// have at most 19 digits before the point and 17 behind it, values nest at most 32 deep.
/// </para>
/// </summary>
internal sealed class JsonConstraint
{
    /// <summary>Bytes of remembered masks; beyond that they are made anew.</summary>
    private const int MaskBudget = 16 << 20;

    private readonly ConstraintVocabulary _vocabulary;
    private readonly GrammarWalker _walker;
    private readonly List<int> _collected = [];
    private readonly GrammarPosition[] _path;
    private readonly List<GrammarPosition> _remembered = [];
    private int _rememberedSize;

    private JsonConstraint(ConstraintVocabulary vocabulary, ByteGrammar grammar)
    {
        if (!vocabulary.SpellsEverything)
            throw new SchemaException("This model's vocabulary has no token for some bytes of JSON, so its answers cannot be held to a format.");
        _vocabulary = vocabulary;
        _walker = new GrammarWalker(grammar);
        _path = new GrammarPosition[vocabulary.Tokens.LongestToken + 1];
    }

    /// <summary>The format that a request asks for.</summary>
    /// <exception cref="SchemaException">The schema cannot be used; the message says why.</exception>
    public static JsonConstraint Compile(JsonResponseFormat format, ConstraintVocabulary vocabulary) =>
        format.Schema is { } schema ? Compile(schema, vocabulary) : AnyObject(vocabulary);

    /// <summary>JSON that fits a schema.</summary>
    /// <exception cref="SchemaException">The schema cannot be used; the message says why.</exception>
    public static JsonConstraint Compile(string schema, ConstraintVocabulary vocabulary) =>
        new(vocabulary, SchemaCompiler.Compile(schema));

    /// <summary>Any JSON object.</summary>
    public static JsonConstraint AnyObject(ConstraintVocabulary vocabulary) =>
        new(vocabulary, SchemaCompiler.Compile("""{"type":"object"}"""));

    /// <summary>The beginning of an answer.</summary>
    public TokenConstraint Start() => new(this, _walker.Start);

    internal bool IsEnd(int token) => _vocabulary.EndTokens.Contains(token);

    internal int EndToken => _vocabulary.EndTokens[0];

    /// <summary>The document is over, and there is one way to say so.</summary>
    internal bool MustEnd(GrammarPosition position) =>
        position is { IsComplete: true, Stacks.Length: 0 } && _vocabulary.EndTokens.Count == 1;

    internal int SpelledLength(int token) => _vocabulary.Tokens[token].Length;

    /// <summary>The position after a token; null if the token is not allowed.</summary>
    internal GrammarPosition? Follow(GrammarPosition position, int token)
    {
        if ((uint)token >= (uint)_vocabulary.Tokens.Count)
            return null;
        var bytes = _vocabulary.Tokens[token];
        foreach (var value in bytes)
        {
            position = _walker.Step(position, value);
            if (position.IsDead)
                return null;
        }

        return bytes.IsEmpty ? null : position;
    }

    /// <summary>The tokens that a position allows.</summary>
    internal AllowedTokens Allowed(GrammarPosition position)
    {
        if (position.Allowed is { } known)
            return known;
        _collected.Clear();
        var room = Room(position);
        ReadOnlySpan<ulong> prepared = [];
        if (room <= 0)
        {
            _vocabulary.All.Collect(_walker, position, _path, _collected);
        }
        else
        {
            // Inside a string: prepared are the tokens that stay there; what remains are those with a
            // quote, and whatever else the schema may have in this place.
            prepared = _vocabulary.Strings.UpTo(room);
            _vocabulary.Quotes.Collect(_walker, position, _path, _collected);
            _vocabulary.All.Collect(_walker, _walker.WithoutStrings(position), _path, _collected);
        }

        if (position.IsComplete)
            _collected.AddRange(_vocabulary.EndTokens);
        var allowed = new AllowedTokens(_vocabulary.Tokens.Count, prepared, _collected);
        Remember(position, allowed);
        return allowed;
    }

    /// <summary>Writes the bytes that must come next, as far as the space goes; gives where they lead.</summary>
    internal GrammarPosition ForcedBytes(GrammarPosition position, Span<byte> bytes, out int count)
    {
        count = 0;
        while (count < bytes.Length && !position.IsComplete && OnlyByte(position) is { } only)
        {
            bytes[count++] = only;
            position = _walker.Step(position, only);
        }

        return position;
    }

    internal int? LongestToken(ReadOnlySpan<byte> bytes, GrammarPosition behind) =>
        _vocabulary.All.FindLongest(bytes, _walker, behind);

    /// <summary>The characters for which there still is room in a plain string, if one may go on here.</summary>
    private int Room(GrammarPosition position)
    {
        var room = 0;
        foreach (var stack in position.Stacks)
            room = Math.Max(room, _walker.Grammar[stack.State].StringRoom);
        return room;
    }

    private byte? OnlyByte(GrammarPosition position)
    {
        byte? only = null;
        foreach (var stack in position.Stacks)
        {
            foreach (var edge in _walker.Grammar[stack.State].Bytes)
            {
                if (edge.Low != edge.High || (only is { } other && other != edge.Low))
                    return null;
                only = edge.Low;
            }
        }

        return only;
    }

    private void Remember(GrammarPosition position, AllowedTokens allowed)
    {
        if (_rememberedSize > MaskBudget)
        {
            foreach (var old in _remembered)
                old.Allowed = null;
            _remembered.Clear();
            _rememberedSize = 0;
        }

        position.Allowed = allowed;
        _remembered.Add(position);
        _rememberedSize += allowed.Size;
    }
}
