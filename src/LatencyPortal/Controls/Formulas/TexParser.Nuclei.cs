using System.Globalization;
using System.Text;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Letters, numbers, signs and groups.</summary>
internal sealed partial class TexParser
{
    /// <summary>One thing without its scripts; null for what draws nothing.</summary>
    /// <param name="isSingle">Whether only one letter is asked for, as after a command without braces.</param>
    private MathAtom? ParseNucleus(bool isSingle = true)
    {
        if (++_depth > MaxDepth * 2)
            Fail();
        var token = _reader.Next();
        var atom = token.IsEnd ? null : token.IsCommand ? Command(token.Text) : Character(token.Text, isSingle);
        _depth--;
        return atom;
    }

    private MathAtom? Character(string text, bool isSingle)
    {
        if (TexSymbols.Characters.TryGetValue(text, out var symbol))
            return Symbol(symbol);
        return text switch
        {
            "{" => Braced(),
            [>= '0' and <= '9'] => Number(text),
            "." when _reader.Peek() is { IsCommand: false, Text: [>= '0' and <= '9'] } => Number(text),
            "~" => Blank(),
            "|" or "/" or "." or "‖" => new(MathNodes.Tight(text), AtomClass.Ordinary),
            "<" or ">" => new(MathNodes.Leaf("mo", text), AtomClass.Relation),
            "\\" or "^" or "_" or "'" or "’" or "}" or "&" or "$" => new(Failed(), AtomClass.Ordinary),
            _ => new(Word(text, isSingle), AtomClass.Ordinary),
        };
    }

    private static MathAtom Blank() => new(MathNodes.Leaf("mtext", "\u00A0"), AtomClass.Space);

    private MathAtom Number(string start) => new(MathNodes.Leaf("mn", MathAlphabet.Map(start + _reader.RestOfNumber(), _font)), AtomClass.Ordinary);

    /// <summary>A letter; in an alphabet of words, the letters beside it too.</summary>
    private DomElement Word(string first, bool isSingle)
    {
        if (Rune.GetUnicodeCategory(Rune.GetRuneAt(first, 0)) == UnicodeCategory.OtherLetter)
            return MathNodes.Leaf("mtext", first);
        if (isSingle || _font is not (MathFont.Upright or MathFont.Bold or MathFont.Italic or MathFont.SansSerif or MathFont.Monospace) || !IsLetter(first))
            return MathNodes.Letter(first, _font);
        var word = new StringBuilder(first);
        while (_reader.Peek() is { IsCommand: false, IsEnd: false } token && IsLetter(token.Text))
            word.Append(_reader.Next().Text);
        return MathNodes.Letter(word.ToString(), _font);
    }

    private static bool IsLetter(string text) => text.Length > 0 && Rune.IsLetter(Rune.GetRuneAt(text, 0))
        && Rune.GetUnicodeCategory(Rune.GetRuneAt(text, 0)) != UnicodeCategory.OtherLetter;

    private MathAtom Braced()
    {
        var row = ReadRow();
        if (!_reader.Take('}'))
            Fail();
        return row.Only is { Class: AtomClass.Punctuation, Node: { Tag: "mo" } mark }
            ? new(MathNodes.Make("mo", mark.Children, ("lspace", "0"), ("rspace", "0")), AtomClass.Ordinary)
            : new(MathNodes.Group(row.Finish()), AtomClass.Ordinary);
    }

    private MathAtom Symbol(TexSymbol symbol) => symbol.Class switch
    {
        AtomClass.Operator => new(MathNodes.Leaf("mo", symbol.Text), AtomClass.Operator,
            TexSymbols.IntegralSigns.Contains(symbol.Text) ? LimitPlacement.Never : LimitPlacement.Display),
        AtomClass.Open => new(MathNodes.Leaf("mo", symbol.Text, ("form", "prefix"), ("stretchy", "false")), AtomClass.Open),
        AtomClass.Close => new(MathNodes.Leaf("mo", symbol.Text, ("form", "postfix"), ("stretchy", "false")), AtomClass.Close),
        AtomClass.Inner => new(MathNodes.Leaf("mi", symbol.Text), AtomClass.Inner),
        AtomClass.Relation when symbol.Text is ":" => new(Spaced(":", "0.2778em"), AtomClass.Relation),
        // An arrow that points up would grow with its neighbours.
        AtomClass.Relation when symbol.Text is "↑" or "↓" or "↕" or "⇑" or "⇓" or "⇕" => new(
            MathNodes.Leaf("mo", symbol.Text, ("stretchy", "false")), AtomClass.Relation),
        AtomClass.Ordinary when symbol.Text is "|" or "‖" or "\\" => new(MathNodes.Tight(symbol.Text), AtomClass.Ordinary),
        AtomClass.Ordinary => new(MathNodes.Letter(symbol.Text, _font), AtomClass.Ordinary),
        _ => new(MathNodes.Leaf("mo", symbol.Text), symbol.Class),
    };

    private static DomElement Spaced(string text, string space) => MathNodes.Leaf("mo", text, ("lspace", space), ("rspace", space));

    /// <summary>The argument in another alphabet.</summary>
    private MathAtom InFont(MathFont font)
    {
        var outer = _font;
        _font = font;
        var argument = Argument();
        _font = outer;
        return new(argument, AtomClass.Ordinary);
    }

    /// <summary>From here to the end of the group.</summary>
    private MathAtom? Switch(MathFont font)
    {
        _font = font;
        return null;
    }
}
