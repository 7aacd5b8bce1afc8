using System.Collections.Frozen;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>The commands by name.</summary>
internal sealed partial class TexParser
{
    private static readonly FrozenDictionary<string, StyleLevel> Styles = new Dictionary<string, StyleLevel>
    {
        ["displaystyle"] = new(true, 0),
        ["textstyle"] = new(false, 0),
        ["scriptstyle"] = new(false, 1),
        ["scriptscriptstyle"] = new(false, 2),
    }.ToFrozenDictionary();

    /// <summary>What stands between its two parts.</summary>
    private static readonly FrozenDictionary<string, Func<DomElement, DomElement, DomElement>> Infixes =
        new Dictionary<string, Func<DomElement, DomElement, DomElement>>
        {
            ["over"] = Ratio,
            ["atop"] = Stack,
            ["choose"] = (above, below) => Enclose("(", Stack(above, below), ")"),
            ["brack"] = (above, below) => Enclose("[", Stack(above, below), "]"),
            ["brace"] = (above, below) => Enclose("{", Stack(above, below), "}"),
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, MathFont> TextFonts = new Dictionary<string, MathFont>
    {
        ["text"] = MathFont.Upright,
        ["mbox"] = MathFont.Upright,
        ["hbox"] = MathFont.Upright,
        ["textrm"] = MathFont.Upright,
        ["textnormal"] = MathFont.Upright,
        ["textup"] = MathFont.Upright,
        ["textmd"] = MathFont.Upright,
        ["textbf"] = MathFont.Bold,
        ["textit"] = MathFont.Italic,
        ["textsl"] = MathFont.Italic,
        ["emph"] = MathFont.Italic,
        ["textsf"] = MathFont.SansSerif,
        ["texttt"] = MathFont.Monospace,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, MathFont> Fonts = new Dictionary<string, MathFont>
    {
        ["mathrm"] = MathFont.Upright,
        ["mathnormal"] = MathFont.Standard,
        ["mathbf"] = MathFont.Bold,
        ["mathbfup"] = MathFont.Bold,
        ["bold"] = MathFont.Bold,
        ["mathit"] = MathFont.Italic,
        ["mathsf"] = MathFont.SansSerif,
        ["mathtt"] = MathFont.Monospace,
        ["mathbb"] = MathFont.DoubleStruck,
        ["Bbb"] = MathFont.DoubleStruck,
        ["mathcal"] = MathFont.Script,
        ["mathscr"] = MathFont.Script,
        ["mathfrak"] = MathFont.Fraktur,
        ["boldsymbol"] = MathFont.BoldItalic,
        ["bm"] = MathFont.BoldItalic,
        ["pmb"] = MathFont.BoldItalic,
        ["symbf"] = MathFont.Bold,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, MathFont> FontSwitches = new Dictionary<string, MathFont>
    {
        ["rm"] = MathFont.Upright,
        ["bf"] = MathFont.Bold,
        ["it"] = MathFont.Italic,
        ["sf"] = MathFont.SansSerif,
        ["tt"] = MathFont.Monospace,
        ["cal"] = MathFont.Script,
    }.ToFrozenDictionary();

    /// <summary>Widths in em.</summary>
    private static readonly FrozenDictionary<string, double> Spaces = new Dictionary<string, double>
    {
        [","] = 0.1667,
        ["thinspace"] = 0.1667,
        [":"] = 0.2222,
        [">"] = 0.2222,
        ["medspace"] = 0.2222,
        [";"] = 0.2778,
        ["thickspace"] = 0.2778,
        ["!"] = -0.1667,
        ["negthinspace"] = -0.1667,
        ["negmedspace"] = -0.2222,
        ["negthickspace"] = -0.2778,
        ["enspace"] = 0.5,
        ["quad"] = 1,
        ["qquad"] = 2,
    }.ToFrozenDictionary();

    /// <summary>Marks above a thing: the character, and whether it grows with it.</summary>
    private static readonly FrozenDictionary<string, (string Mark, bool IsWide)> MarksAbove = new Dictionary<string, (string, bool)>
    {
        ["hat"] = ("^", false),
        ["widehat"] = ("^", true),
        ["tilde"] = ("~", false),
        ["widetilde"] = ("~", true),
        ["bar"] = ("‾", false),
        ["vec"] = ("→", false),
        ["dot"] = ("˙", false),
        ["ddot"] = ("¨", false),
        ["dddot"] = ("⋯", false),
        ["check"] = ("ˇ", false),
        ["widecheck"] = ("ˇ", true),
        ["breve"] = ("˘", false),
        ["acute"] = ("´", false),
        ["grave"] = ("`", false),
        ["mathring"] = ("˚", false),
        ["overrightarrow"] = ("→", true),
        ["overleftarrow"] = ("←", true),
        ["overleftrightarrow"] = ("↔", true),
        ["overbrace"] = ("⏞", true),
        ["overbracket"] = ("⎴", true),
        ["overparen"] = ("⏜", true),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> MarksBelow = new Dictionary<string, string>
    {
        ["underbrace"] = "⏟",
        ["underbracket"] = "⎵",
        ["underparen"] = "⏝",
        ["underrightarrow"] = "→",
        ["underleftarrow"] = "←",
        ["underleftrightarrow"] = "↔",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> LongArrows = new Dictionary<string, string>
    {
        ["xrightarrow"] = "→",
        ["xleftarrow"] = "←",
        ["xleftrightarrow"] = "↔",
        ["xRightarrow"] = "⇒",
        ["xLeftarrow"] = "⇐",
        ["xLeftrightarrow"] = "⇔",
        ["xmapsto"] = "↦",
        ["xhookrightarrow"] = "↪",
        ["xhookleftarrow"] = "↩",
        ["xrightleftharpoons"] = "⇌",
        ["xlongequal"] = "=",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Frames = new Dictionary<string, string>
    {
        ["boxed"] = "lp-math-boxed",
        ["fbox"] = "lp-math-boxed",
        ["overline"] = "lp-math-overline",
        ["underline"] = "lp-math-underline",
        ["cancel"] = "lp-math-cancel",
        ["bcancel"] = "lp-math-bcancel",
        ["xcancel"] = "lp-math-xcancel",
        ["sout"] = "lp-math-sout",
    }.ToFrozenDictionary();

    /// <summary>Heights in em.</summary>
    private static readonly FrozenDictionary<string, string> Sizes = new Dictionary<string, string>
    {
        ["big"] = "1.2em",
        ["Big"] = "1.8em",
        ["bigg"] = "2.4em",
        ["Bigg"] = "3em",
    }.ToFrozenDictionary();

    /// <summary>Words in these have no say in a formula's look here.</summary>
    private static readonly FrozenSet<string> WithoutEffect = FrozenSet.Create(
        "nonumber", "notag", "allowbreak", "nobreak", "break", "relax", "strut", "mathstrut", "hfill", "noindent", "centering", "left.", "-", "/",
        "normalsize", "small", "large", "Large", "LARGE", "huge", "Huge", "tiny", "scriptsize", "footnotesize", "protect", "par");

    private MathAtom? Command(string name)
    {
        if (name == "dots" && IsSign(_reader.Peek()))
            return new(MathNodes.Leaf("mi", "⋯"), AtomClass.Inner);
        if (TexSymbols.Commands.TryGetValue(name, out var symbol))
            return Symbol(symbol);
        if (TexSymbols.Large.TryGetValue(name, out var large))
            return Symbol(large);
        if (TexSymbols.Functions.TryGetValue(name, out var function))
            return Function(function, TexSymbols.FunctionsWithLimits.Contains(name));
        if (Fonts.TryGetValue(name, out var font))
            return InFont(font);
        if (FontSwitches.TryGetValue(name, out var inFont))
            return Switch(inFont);
        if (TextFonts.TryGetValue(name, out var textFont))
            return Words(textFont);
        if (Spaces.TryGetValue(name, out var width))
            return new(MathNodes.Space(width), AtomClass.Space);
        if (MarksAbove.TryGetValue(name, out var above))
            return MarkAbove(name, above.Mark, above.IsWide);
        if (MarksBelow.TryGetValue(name, out var below))
            return MarkBelow(name, below);
        if (LongArrows.TryGetValue(name, out var arrow))
            return LongArrow(arrow);
        if (Frames.TryGetValue(name, out var frame))
            return new(MathNodes.Make("mrow", name == "fbox" ? ReadWords(MathFont.Upright) : [Argument()], ("class", frame)), AtomClass.Ordinary);
        if (Sizes.TryGetValue(name.TrimEnd('l', 'r', 'm'), out var size))
            return Large(size, name[^1]);
        return WithoutEffect.Contains(name) ? null : Construct(name);
    }

    /// <summary>Whether dots before this stand at the height of a sign, not of a comma.</summary>
    private static bool IsSign(TexToken next) =>
        (next.IsCommand ? TexSymbols.Commands : TexSymbols.Characters).GetValueOrDefault(next.Text).Class is AtomClass.Binary or AtomClass.Relation;

    private static MathAtom Function(string text, bool hasLimits) => new(
        MathNodes.Leaf("mi", text.Replace(' ', '\u00A0')), AtomClass.Operator, hasLimits ? LimitPlacement.Display : LimitPlacement.Never, IsName: true);
}
