namespace LatencyPortal.Decoding.Constraints;

/// <summary>Turns a regular expression into steps of a grammar.</summary>
internal sealed class PatternEmitter(GrammarBuilder grammar, CharacterParts characters)
{
    /// <summary>Bounds how many ways to read a text one pattern can have.</summary>
    private const int MostStates = 5000;

    private int _states;

    /// <summary>Adds the expression; gives the state behind it.</summary>
    /// <exception cref="FormatException">The expression is too large.</exception>
    public int Emit(PatternNode node, int from)
    {
        switch (node)
        {
            case PatternNode.Character character:
                var to = NewState();
                characters.AddCanonicalCharacter(from, character.Set, to);
                return to;
            case PatternNode.Sequence sequence:
                foreach (var part in sequence.Parts)
                    from = Emit(part, from);
                return from;
            case PatternNode.Choice choice:
                var end = NewState();
                foreach (var option in choice.Options)
                    grammar.AddEmpty(Emit(option, from), end);
                return end;
            case PatternNode.Repeat repeat:
                return EmitRepeat(repeat, from);
            default:
                throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private int EmitRepeat(PatternNode.Repeat repeat, int from)
    {
        for (var i = 0; i < repeat.Least; i++)
            from = Emit(repeat.Part, from);
        var end = NewState();
        if (repeat.Most is not { } most)
        {
            // A state of its own, so that nothing before the repetition becomes part of the loop.
            var loop = NewState();
            grammar.AddEmpty(from, loop);
            grammar.AddEmpty(Emit(repeat.Part, loop), loop);
            grammar.AddEmpty(loop, end);
            return end;
        }

        for (var i = repeat.Least; i < most; i++)
        {
            grammar.AddEmpty(from, end);
            from = Emit(repeat.Part, from);
        }

        grammar.AddEmpty(from, end);
        return end;
    }

    private int NewState() =>
        ++_states <= MostStates ? grammar.NewState() : throw new FormatException("its repetitions make it too large");
}
