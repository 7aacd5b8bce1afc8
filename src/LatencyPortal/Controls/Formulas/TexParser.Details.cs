using System.Globalization;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>The smaller commands.</summary>
internal sealed partial class TexParser
{
    /// <summary>Signs that have a character of their own when they are struck out.</summary>
    private const string Negations = "=≠∈∉∋∌≡≢∼≁≃≄≅≇≈≉<≮>≯≤≰≥≱⊂⊄⊃⊅⊆⊈⊇⊉∃∄∣∤∥∦→↛←↚↔↮⇒⇏⇐⇍⇔⇎⊢⊬⊨⊭≺⊀≻⊁⊲⋪⊳⋫";

    private DomElement? _tag;

    private MathAtom? Not()
    {
        var isGroup = _reader.Take('{');
        if (ParseNucleus() is not { Node.Children: [DomText sign] } atom || (isGroup && !_reader.Take('}')))
            return Ordinary(Failed());
        var at = Negations.IndexOf(sign.Text, StringComparison.Ordinal);
        var struck = at >= 0 && at % 2 == 0 ? Negations[at + 1].ToString() : sign.Text + "\u0338";
        return atom with { Node = MathNodes.Leaf(atom.Node.Tag, struck, atom.Node.Attributes) };
    }

    private MathAtom Modulo(string open, bool isNamed)
    {
        var nodes = new List<DomElement> { MathNodes.Space(_isDisplay ? 1 : 0.6667) };
        if (open.Length > 0)
            nodes.Add(MathNodes.Leaf("mo", "(", ("form", "prefix"), ("stretchy", "false")));
        if (isNamed)
            nodes.AddRange([MathNodes.Leaf("mi", "mod"), MathNodes.Space(0.3333)]);
        nodes.Add(Argument());
        if (open.Length > 0)
            nodes.Add(MathNodes.Leaf("mo", ")", ("form", "postfix"), ("stretchy", "false")));
        return new(MathNodes.Make("mrow", nodes), AtomClass.Ordinary);
    }

    private MathAtom Smash()
    {
        var option = _reader.RawOption();
        (string, string)[] attributes = option switch
        {
            "t" => [("height", "0")],
            "b" => [("depth", "0")],
            _ => [("height", "0"), ("depth", "0")],
        };
        return Ordinary(MathNodes.Make("mpadded", [Argument()], attributes));
    }

    private MathAtom? Space(bool isGroup)
    {
        if (isGroup)
            _reader.Take('*');
        var length = isGroup ? _reader.RawGroup() : _reader.RawLength();
        return Length(length) is { } width ? new(MathNodes.Space(width), AtomClass.Space) : Ordinary(Failed());
    }

    /// <summary>A length in em, between -20 and 20; null if it is none.</summary>
    private static double? Length(string? length)
    {
        if (length?.Trim() is not { Length: > 2 } trimmed || !double.TryParse(trimmed[..^2], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;
        double? unit = trimmed[^2..] switch
        {
            "em" => 1,
            "ex" => 0.43,
            "mu" => 1 / 18.0,
            "pt" or "bp" => 0.1,
            "mm" => 0.2845,
            "cm" => 2.845,
            "in" => 7.227,
            _ => null,
        };
        return unit is { } em && double.IsFinite(number) ? Math.Clamp(number * em, -20, 20) : null;
    }

    /// <summary>A page has its own colours in light and in dark: a formula's are left out, what they colour is kept.</summary>
    private MathAtom? Colour(bool hasArgument)
    {
        _reader.RawOption();
        if (_reader.RawGroup() is null)
            return Ordinary(Failed());
        return hasArgument ? Ordinary(Argument()) : null;
    }

    private MathAtom? Ignored() => _reader.RawGroup() is null ? Ordinary(Failed()) : null;

    private MathAtom? Tag()
    {
        var isStarred = _reader.Take('*');
        var words = ReadWords(MathFont.Upright);
        if (!isStarred)
            words = [MathNodes.Leaf("mtext", "("), .. words, MathNodes.Leaf("mtext", ")")];
        _tag = MathNodes.Make("mrow", words, ("class", "lp-math-tag"));
        return null;
    }

    private DomElement TakeTag()
    {
        var tag = _tag!;
        _tag = null;
        return tag;
    }

    /// <summary>A chemical formula: its text, with numbers after symbols set low and charges set high.</summary>
    private MathAtom Chemistry() => _reader.RawGroup() is { } formula && !formula.Contains('\\') && !formula.Contains('$')
        ? Ordinary(ChemicalFormula.Make(formula))
        : Ordinary(Failed());
}
