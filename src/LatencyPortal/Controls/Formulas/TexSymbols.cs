using System.Collections.Frozen;

namespace LatencyPortal.Controls.Formulas;

/// <summary>TeX's names of single characters.</summary>
internal static class TexSymbols
{
    private const string Letters = """
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ
        omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ
        Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
        Alpha Α Beta Β Epsilon Ε Zeta Ζ Eta Η Iota Ι Kappa Κ Mu Μ Nu Ν Omicron Ο Rho Ρ Tau Τ Chi Χ
        imath ı jmath ȷ ell ℓ hbar ℏ hslash ℏ wp ℘ Re ℜ Im ℑ aleph ℵ beth ℶ gimel ℷ daleth ℸ partial ∂ nabla ∇ eth ð
        """;

    private const string Ordinaries = """
        infty ∞ emptyset ∅ varnothing ⌀ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠ measuredangle ∡ sphericalangle ∢
        triangle △ Box □ square □ blacksquare ■ Diamond ◊ lozenge ◊ diamondsuit ♢ heartsuit ♡ clubsuit ♣ spadesuit ♠ bigstar ★ flat ♭ natural ♮ sharp ♯
        prime ′ backprime ‵ degree ° checkmark ✓ complement ∁ mho ℧ surd √ backslash \ dag † ddag ‡ S § P ¶ copyright © pounds £ euro € yen ¥
        vdots ⋮ blacktriangle ▲ triangledown ▽ blacktriangledown ▼ maltese ✠ circledR ® textdegree ° QED ∎ AA Å ss ß
        % % $ $ # # & & _ _ lq ‘ rq ’
        """;

    private const string Inners = "ldots … dots … dotsc … dotso … cdots ⋯ dotsb ⋯ dotsm ⋯ dotsi ⋯ ddots ⋱ iddots ⋰ textellipsis … mathellipsis …";

    private const string Binaries = """
        pm ± mp ∓ times × div ÷ cdot ⋅ cdotp ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖
        smallsetminus ∖ wr ≀ diamond ⋄ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ bigcirc ◯ dagger † ddagger ‡ amalg ⨿ bigtriangleup △
        bigtriangledown ▽ triangleleft ◃ triangleright ▹ ltimes ⋉ rtimes ⋊ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ circledast ⊛ circledcirc ⊚
        circleddash ⊝ dotplus ∔ Cap ⋒ Cup ⋓ barwedge ⊼ veebar ⊻ curlywedge ⋏ curlyvee ⋎ intercal ⊺ leftthreetimes ⋋ rightthreetimes ⋌ divideontimes ⋇
        centerdot ⋅ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵
        """;

    private const string Relations = """
        leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ lt < gt > equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ varpropto ∝ ll ≪ gg ≫ lll ⋘ ggg ⋙ leqslant ⩽ geqslant ⩾
        leqq ≦ geqq ≧ lesssim ≲ gtrsim ≳ lessgtr ≶ gtrless ≷ lessapprox ⪅ gtrapprox ⪆ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽
        in ∈ notin ∉ ni ∋ owns ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ sqsubset ⊏ sqsupset ⊐
        sqsubseteq ⊑ sqsupseteq ⊒ Subset ⋐ Supset ⋑ mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⟂ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬
        nvDash ⊭ asymp ≍ doteq ≐ doteqdot ≑ Doteq ≑ bowtie ⋈ Join ⋈ smile ⌣ frown ⌢ approxeq ≊ thickapprox ≈ thicksim ∼ backsim ∽ eqsim ≂ triangleq ≜ coloneqq ≔ coloneq ≔
        eqqcolon ≕ defeq ≝ circeq ≗ bumpeq ≏ Bumpeq ≎ risingdotseq ≓ fallingdotseq ≒ therefore ∴ because ∵ between ≬ pitchfork ⋔ ncong ≇ nsim ≁ nless ≮ ngtr ≯
        nleq ≰ ngeq ≱ nprec ⊀ nsucc ⊁ trianglelefteq ⊴ trianglerighteq ⊵ vartriangleleft ⊲ vartriangleright ⊳ lneq ⪇ gneq ⪈ lneqq ≨ gneqq ≩
        to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ longrightarrow ⟶ longleftarrow ⟵
        longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼
        hookrightarrow ↪ hookleftarrow ↩ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋
        rightleftarrows ⇄ leftrightarrows ⇆ rightrightarrows ⇉ leftleftarrows ⇇ twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢
        leadsto ⇝ rightsquigarrow ⇝ leftrightsquigarrow ↭ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ nrightarrow ↛ nleftarrow ↚ nRightarrow ⇏ nLeftarrow ⇍
        nleftrightarrow ↮ nLeftrightarrow ⇎ dashrightarrow ⇢ dashleftarrow ⇠ circlearrowleft ↺ circlearrowright ↻ curvearrowright ↷ curvearrowleft ↶
        Rrightarrow ⇛ Lleftarrow ⇚ looparrowright ↬ looparrowleft ↫ multimap ⊸ upharpoonright ↾ upharpoonleft ↿ restriction ↾ upuparrows ⇈ downdownarrows ⇊
        uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕
        """;

    private const string Openings = "lbrace { { { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖ lgroup ⟮ llbracket ⟦ ulcorner ⌜ llcorner ⌞ lparen (";

    private const string Closings = "rbrace } } } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖ rgroup ⟯ rrbracket ⟧ urcorner ⌝ lrcorner ⌟ rparen )";

    private const string Bars = "vert | Vert ‖ | ‖";

    private const string LimitOperators = """
        sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ bigsqcup ⨆
        """;

    private const string Integrals = "int ∫ iint ∬ iiint ∭ iiiint ⨌ oint ∮ oiint ∯ oiiint ∰ smallint ∫ intop ∫";

    private const string Names = """
        sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan arccot arcsec arccsc ln log lg exp deg dim hom ker arg
        arsinh arcosh artanh sgn
        """;

    private const string LimitNames = "lim max min sup inf det gcd Pr argmax argmin plim lcm";

    public static FrozenDictionary<string, TexSymbol> Commands { get; } = Pairs(
        (Letters, AtomClass.Ordinary), (Ordinaries, AtomClass.Ordinary), (Inners, AtomClass.Inner), (Binaries, AtomClass.Binary),
        (Relations, AtomClass.Relation), (Openings, AtomClass.Open), (Closings, AtomClass.Close), (Bars, AtomClass.Ordinary));

    /// <summary>Sums and integrals: name and character.</summary>
    public static FrozenDictionary<string, TexSymbol> Large { get; } = Pairs((LimitOperators, AtomClass.Operator), (Integrals, AtomClass.Operator));

    public static FrozenSet<string> IntegralSigns { get; } = Words(Integrals).Where((_, i) => i % 2 == 1).ToFrozenSet();

    /// <summary>Functions and what they are written as.</summary>
    public static FrozenDictionary<string, string> Functions { get; } = Words(Names).Concat(Words(LimitNames)).Select(name => (name, text: name))
        .Concat([("limsup", "lim sup"), ("liminf", "lim inf"), ("injlim", "inj lim"), ("projlim", "proj lim")])
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);

    public static FrozenSet<string> FunctionsWithLimits { get; } = FrozenSet.Create([.. Words(LimitNames), "limsup", "liminf", "injlim", "projlim"]);

    /// <summary>What may stand after \left, \big and their like, by the name or the character.</summary>
    public static FrozenDictionary<string, string> Delimiters { get; } = Delimit();

    /// <summary>The characters that are more than ordinary, as a keyboard or a model writes them.</summary>
    public static FrozenDictionary<string, TexSymbol> Characters { get; } = Characterise();

    /// <summary>Which side a delimiter belongs to by itself; braces are no characters of a formula, only their commands are.</summary>
    public static AtomClass ClassOfDelimiter(string delimiter) => delimiter switch
    {
        "{" => AtomClass.Open,
        "}" => AtomClass.Close,
        _ => Characters.GetValueOrDefault(delimiter).Class,
    };

    private static FrozenDictionary<string, TexSymbol> Characterise()
    {
        var found = new Dictionary<string, TexSymbol>
        {
            ["+"] = new("+", AtomClass.Binary),
            ["-"] = new("−", AtomClass.Binary),
            ["*"] = new("∗", AtomClass.Binary),
            ["="] = new("=", AtomClass.Relation),
            [":"] = new(":", AtomClass.Relation),
            [","] = new(",", AtomClass.Punctuation),
            [";"] = new(";", AtomClass.Punctuation),
            ["!"] = new("!", AtomClass.Close),
            ["?"] = new("?", AtomClass.Close),
            ["("] = new("(", AtomClass.Open),
            ["["] = new("[", AtomClass.Open),
            [")"] = new(")", AtomClass.Close),
            ["]"] = new("]", AtomClass.Close),
            ["−"] = new("−", AtomClass.Binary),
            ["·"] = new("⋅", AtomClass.Binary),
            ["•"] = new("∙", AtomClass.Binary),
        };
        foreach (var symbol in Commands.Values.Concat(Large.Values))
        {
            if (symbol.Class != AtomClass.Ordinary && symbol.Text is not ("{" or "}"))
                found.TryAdd(symbol.Text, symbol);
        }

        return found.ToFrozenDictionary();
    }

    private static FrozenDictionary<string, string> Delimit()
    {
        var found = new Dictionary<string, string>();
        foreach (var fence in Words($"{Openings} {Closings} {Bars}").Chunk(2))
            (found[fence[0]], found[fence[1]]) = (fence[1], fence[1]);
        foreach (var arrow in Words("uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ backslash \\").Chunk(2))
            found[arrow[0]] = arrow[1];
        foreach (var character in Words("( ) [ ] / | . ↑ ↓"))
            found[character] = character;
        (found["<"], found[">"], found["."]) = ("⟨", "⟩", "");

        // "\|" is the double bar, and the character alone is the single one.
        found[@"\|"] = "‖";
        found["|"] = "|";
        return found.ToFrozenDictionary();
    }

    private static FrozenDictionary<string, TexSymbol> Pairs(params (string Words, AtomClass Class)[] lists) => lists
        .SelectMany(list => Words(list.Words).Chunk(2).Select(pair => (Name: pair[0], Symbol: new TexSymbol(pair[1], list.Class))))
        .ToFrozenDictionary(pair => pair.Name, pair => pair.Symbol);

    private static string[] Words(string list) => list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
