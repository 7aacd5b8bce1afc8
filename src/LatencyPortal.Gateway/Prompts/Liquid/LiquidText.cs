using System.Globalization;
using Fluid;
using Fluid.Ast;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Liquid;

/// <summary>The compiled text of a segment. Any thread.</summary>
internal sealed class LiquidText
{
    private static readonly FluidParser Parser = new(new FluidParserOptions { AllowLiquidTag = true });

    private LiquidText(string source, IReadOnlyList<LiquidChunk> chunks, IReadOnlyList<string> made)
    {
        (Source, Chunks, Made) = (source, chunks, made);
    }

    /// <summary>The text as it was written, line ends as LF.</summary>
    public string Source { get; }

    /// <summary>Its pieces in order.</summary>
    public IReadOnlyList<LiquidChunk> Chunks { get; }

    /// <summary>Variables that the text makes itself.</summary>
    public IReadOnlyList<string> Made { get; }

    /// <summary>Compiles a text.</summary>
    /// <param name="source">The text.</param>
    /// <param name="segment">Id of its segment, for problems.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static LiquidText? Compile(string source, string segment, out TemplateProblem? problem)
    {
        problem = null;
        if (!Parser.TryParse(source, out var whole, out var error))
        {
            error = error.Split('\n')[0];
            problem = new TemplateProblem($"Segment {segment}: {error.TrimEnd('.')}.", segment, Position: PositionOf(error, source));
            return null;
        }

        var names = new NameVisitor();
        names.VisitTemplate(whole);
        if (names.HasLongRange)
        {
            problem = new TemplateProblem(string.Create(CultureInfo.InvariantCulture, $"Segment {segment}: a range such as (1..10) needs two numbers, at most {NameVisitor.LongestRange:N0} apart. Loop over a variable instead."), segment);
            return null;
        }

        if (names.ReadsFiles)
        {
            problem = new TemplateProblem($"Segment {segment}: include and render read other files, and a template has none. Write the text here, or give it as a variable.", segment);
            return null;
        }

        var pieces = LiquidSplitter.Split(source);
        var chunks = new List<LiquidChunk>();
        for (var i = 0; i < pieces.Count; i++)
        {
            var (start, end, isTag) = pieces[i];
            var text = source[start..end];
            if (!isTag)
            {
                // The tags around it may say that blanks go.
                if (i + 1 < pieces.Count && source[pieces[i + 1].Start + 2] == '-')
                    text = text.TrimEnd();
                if (i > 0 && start >= 3 && source[start - 3] == '-')
                    text = text.TrimStart();
                chunks.Add(new LiquidChunk(start, end - start, text, null, [], []));
                continue;
            }

            if (!Parser.TryParse(text, out var part, out error))
            {
                problem = new TemplateProblem($"Segment {segment}: {error.Split('\n')[0].TrimEnd('.')}.", segment, Position: start);
                return null;
            }

            var reads = new NameVisitor();
            reads.VisitTemplate(part);
            chunks.Add(new LiquidChunk(start, end - start, "", part, [.. reads.Reads], [.. reads.Makes])
            {
                IsSilent = part is IStatementList { Statements: var statements } && statements.All(statement => statement is AssignStatement or CaptureStatement or CommentStatement or MacroStatement),
            });
        }

        return new LiquidText(source, chunks, [.. names.Makes]);
    }

    /// <summary>Fluid says "at (line:column)".</summary>
    private static int? PositionOf(string error, string source)
    {
        var open = error.LastIndexOf('(');
        var close = error.IndexOf(')', open + 1);
        if (open < 0 || close < 0 || error[(open + 1)..close].Split(':') is not [var line, var column]
            || !int.TryParse(line, out var row) || !int.TryParse(column, out var character))
            return null;
        var at = 0;
        for (var i = 1; i < row && at >= 0; i++)
            at = source.IndexOf('\n', at) + 1;
        return Math.Clamp(at + character - 1, 0, source.Length);
    }
}
