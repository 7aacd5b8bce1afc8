using System.Text.Json;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>Adds values without parts to a grammar. Equal ones are added once.</summary>
internal sealed class ScalarEmitter
{
    private readonly GrammarBuilder _grammar;
    private readonly NumberEmitter _numbers;
    private readonly Dictionary<object, int> _parts = [];

    public ScalarEmitter(GrammarBuilder grammar)
    {
        _grammar = grammar;
        _numbers = new NumberEmitter(grammar);
        Characters = new CharacterParts(grammar);
    }

    public CharacterParts Characters { get; }

    /// <summary>First states of the values without parts that a shape allows.</summary>
    public IEnumerable<int> PartsOf(SchemaShape shape, string pointer)
    {
        if (shape.Kinds.HasFlag(JsonKinds.Null))
            yield return Once("null", () => Literals(["null"u8.ToArray()]));
        if (shape.Kinds.HasFlag(JsonKinds.Boolean))
            yield return Once("boolean", () => Literals(["true"u8.ToArray(), "false"u8.ToArray()]));
        if (shape.Kinds.HasFlag(JsonKinds.Integer))
        {
            var integer = !shape.Kinds.HasFlag(JsonKinds.Fraction);
            yield return Once((integer, shape.Bounds), () => _numbers.AddNumber(integer, shape.Bounds));
        }

        if (shape.Kinds.HasFlag(JsonKinds.String))
            yield return shape.Pattern is { } pattern ? Patterned(shape, pattern, pointer) : Text(shape.MinLength, shape.MaxLength);
    }

    /// <summary>A string with any characters, so many at least and at most.</summary>
    public int Text(int least, int most) => Once((least, most), () =>
    {
        var start = _grammar.NewState();
        if (least > most)
            return start;
        var end = _grammar.NewFinalState();
        var state = _grammar.NewState();
        _grammar.AddByte(start, '"', state);
        for (var count = 0; ; count++)
        {
            var isLoop = most == GrammarState.Unlimited && count >= least;
            _grammar.MarkString(state, most == GrammarState.Unlimited ? most : most - count);
            if (count >= least)
                _grammar.AddByte(state, '"', end);
            if (count == most)
                return start;
            var next = isLoop ? state : _grammar.NewState();
            Characters.AddStringCharacter(state, next);
            if (isLoop)
                return start;
            state = next;
        }
    });

    /// <summary>One of some values, in their plain spelling.</summary>
    public void AddConstants(int start, IEnumerable<JsonElement> values) =>
        _grammar.AddEmpty(start, Literals(values.Select(JsonText.Compact)));

    private int Literals(IEnumerable<byte[]> spellings)
    {
        var start = _grammar.NewState();
        var steps = new Dictionary<(int, byte), int>();
        var end = _grammar.NewFinalState();
        foreach (var spelling in spellings)
        {
            var state = start;
            foreach (var value in spelling)
            {
                if (!steps.TryGetValue((state, value), out var next))
                {
                    steps[(state, value)] = next = _grammar.NewState();
                    _grammar.AddByte(state, value, value, next);
                }

                state = next;
            }

            _grammar.AddEmpty(state, end);
        }

        return start;
    }

    private int Patterned(SchemaShape shape, string pattern, string pointer)
    {
        if (shape.MinLength > 0 || shape.MaxLength < GrammarState.Unlimited)
            throw SchemaException.At(pointer, "\"pattern\" or \"format\" together with \"minLength\" or \"maxLength\" is not supported.");
        return Once((nameof(pattern), pattern), () =>
        {
            try
            {
                var start = _grammar.NewState();
                var inside = _grammar.NewState();
                _grammar.AddByte(start, '"', inside);
                var end = new PatternEmitter(_grammar, Characters).Emit(PatternParser.Parse(pattern), inside);
                _grammar.AddByte(end, '"', _grammar.NewFinalState());
                return start;
            }
            catch (FormatException e)
            {
                throw SchemaException.At(pointer, $"\"pattern\" is not supported: {e.Message}.");
            }
        });
    }

    /// <summary>Keys are told apart by their types.</summary>
    private int Once(object key, Func<int> add)
    {
        if (!_parts.TryGetValue(key, out var start))
            _parts[key] = start = add();
        return start;
    }
}
