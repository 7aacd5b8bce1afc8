using System.Text;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>Adds arrays and objects to a grammar.</summary>
/// <param name="grammar">Where they are added.</param>
/// <param name="scalars">Adds strings.</param>
/// <param name="compile">Gives the first state of values at a depth.</param>
internal sealed class ContainerEmitter(
    GrammarBuilder grammar, ScalarEmitter scalars, Func<List<SchemaPlace>, int, int> compile)
{
    private const int MostSpaces = 64;
    private const int MostTabs = 16;
    private const int MostProperties = 1000;

    private const int LongestName = 500;

    private readonly Dictionary<string, int> _otherNames = [];
    private int? _space;

    /// <param name="start">Where the array begins.</param>
    /// <param name="shape">What it must be like.</param>
    /// <param name="depth">Levels that its items may have.</param>
    public void AddArray(int start, SchemaShape shape, int depth)
    {
        if (shape.MinItems > shape.MaxItems)
            return;
        var isBounded = shape.MaxItems != GrammarState.Unlimited;
        var last = isBounded ? shape.MaxItems : Math.Max(1, Math.Max(shape.Prefix.Count, shape.MinItems));
        var bracket = grammar.NewState();
        grammar.AddByte(bracket, ']', grammar.NewFinalState());

        // Before the first item, then after each one.
        var before = grammar.NewState();
        grammar.AddByte(start, '[', before);
        for (var count = 0; ; count++)
        {
            if (count >= shape.MinItems)
                AddSpace(before, bracket);
            if (isBounded && count == last)
                return;
            var item = grammar.NewState();
            if (count == 0)
            {
                AddSpace(before, item);
            }
            else
            {
                var comma = grammar.NewState();
                grammar.AddByte(before, ',', comma);
                AddSpace(comma, item);
            }

            // Without a limit the last state comes back to itself.
            var isLoop = !isBounded && count == last;
            var after = isLoop ? before : grammar.NewState();
            grammar.AddCall(item, compile(count < shape.Prefix.Count ? shape.Prefix[count] : shape.Items, depth), after);
            if (isLoop)
                return;
            before = after;
        }
    }

    /// <param name="start">Where the object begins.</param>
    /// <param name="shape">What it must be like.</param>
    /// <param name="depth">Levels that its values may have.</param>
    public void AddObject(int start, SchemaShape shape, int depth)
    {
        var members = shape.Properties;
        if (members.Count > MostProperties)
            throw new SchemaException($"The JSON schema cannot be used: an object has more than {MostProperties} properties.");
        if (members.Any(member => member.Name.Length > LongestName))
            throw new SchemaException($"The JSON schema cannot be used: a property's name is longer than {LongestName} characters.");
        if (members.Any(member => member is { IsRequired: true, IsForbidden: true }))
            return;
        var lastRequired = members.FindLastIndex(member => member.IsRequired);
        var brace = grammar.NewState();
        grammar.AddByte(brace, '}', grammar.NewFinalState());

        // Two states for each member: one of it or of those behind it must come next, and the value
        // of the one before it has just come. At the end stand further members, as many as wanted.
        var coming = NewStates(members.Count + 1);
        var behind = NewStates(members.Count + 1);
        var open = grammar.NewState();
        grammar.AddByte(start, '{', open);
        AddSpace(open, coming[0]);
        if (lastRequired < 0)
            AddSpace(open, brace);
        for (var i = 0; i <= members.Count; i++)
        {
            var comma = grammar.NewState();
            grammar.AddByte(behind[i], ',', comma);
            AddSpace(comma, coming[i]);
            if (i > lastRequired)
                AddSpace(behind[i], brace);
            if (i == members.Count)
                break;
            if (!members[i].IsRequired)
                grammar.AddEmpty(coming[i], coming[i + 1]);
            if (!members[i].IsForbidden)
                AddValue(grammar.AddLiteral(coming[i], JsonText.Quoted(members[i].Name)), members[i].Places, depth, behind[i + 1]);
        }

        if (shape.Additional is { } places)
        {
            var name = grammar.NewState();
            grammar.AddCall(coming[^1], OtherName(members), name);
            AddValue(name, places, depth, behind[^1]);
        }
    }

    private void AddValue(int from, List<SchemaPlace> places, int depth, int to)
    {
        var colon = grammar.NewState();
        grammar.AddByte(from, ':', colon);
        var value = grammar.NewState();
        grammar.AddEmpty(colon, value);
        grammar.AddByte(colon, ' ', value);
        grammar.AddCall(value, compile(places, depth), to);
    }

    /// <summary>
    /// A name that none of the members has. It is spelled without escapes, so that it cannot be a
    /// member's name in disguise.
    /// </summary>
    private int OtherName(List<SchemaProperty> members)
    {
        if (members.Count == 0)
            return scalars.Text(0, GrammarState.Unlimited);
        var key = string.Concat(members.Select(member => $"{member.Name.Length}:{member.Name}"));
        if (_otherNames.TryGetValue(key, out var known))
            return known;
        var plain = CodePoints.Of((0, 0x1F), ('"', '"'), ('\\', '\\')).Complement();
        var start = grammar.NewState();
        var end = grammar.NewFinalState();
        var other = grammar.NewState();
        scalars.Characters.AddCodePoints(other, plain, other);
        grammar.AddByte(other, '"', end);
        var root = grammar.NewState();
        grammar.AddByte(start, '"', root);
        AddNames(root, [.. members.Select(member => member.Name.EnumerateRunes().ToArray())], 0);
        return _otherNames[key] = start;

        // The state behind a beginning that some names share.
        void AddNames(int state, List<Rune[]> names, int at)
        {
            if (!names.Any(name => name.Length == at))
                grammar.AddByte(state, '"', end);
            var taken = names.Where(name => name.Length > at).GroupBy(name => name[at].Value).ToList();
            scalars.Characters.AddCodePoints(
                state, plain.Except(CodePoints.Of(taken.Select(group => (group.Key, group.Key)))), other);
            foreach (var group in taken.Where(group => IsPlain(group.Key)))
            {
                var next = grammar.NewState();
                scalars.Characters.AddCodePoints(state, CodePoints.Of((group.Key, group.Key)), next);
                AddNames(next, [.. group], at + 1);
            }
        }

        static bool IsPlain(int value) => value >= ' ' && value is not ('"' or '\\');
    }

    /// <summary>Between two parts: nothing, a space, or a line break with an indentation.</summary>
    private void AddSpace(int from, int to)
    {
        _space ??= MakeSpace();
        grammar.AddEmpty(from, to);
        grammar.AddCall(from, _space.Value, to);
    }

    private int MakeSpace()
    {
        var start = grammar.NewState();
        grammar.AddByte(start, ' ', grammar.NewFinalState());
        var line = grammar.NewFinalState();
        grammar.AddByte(start, '\n', line);
        foreach (var (symbol, most) in ((char, int)[])[(' ', MostSpaces), ('\t', MostTabs)])
        {
            var state = line;
            for (var i = 0; i < most; i++)
            {
                var next = grammar.NewFinalState();
                grammar.AddByte(state, symbol, next);
                state = next;
            }
        }

        return start;
    }

    private int[] NewStates(int count) => [.. Enumerable.Range(0, count).Select(_ => grammar.NewState())];
}
