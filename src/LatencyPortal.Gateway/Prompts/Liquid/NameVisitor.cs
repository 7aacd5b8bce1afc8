using Fluid.Ast;
using Fluid.Values;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Liquid;

/// <summary>Collects the variables that a text reads, and those that it makes.</summary>
internal sealed class NameVisitor : AstVisitor
{
    /// <summary>Longest range of a loop.</summary>
    public const int LongestRange = 10_000;

    /// <summary>Variables that are read.</summary>
    public HashSet<string> Reads { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables that the text makes itself.</summary>
    public HashSet<string> Makes { get; } = new(["forloop", "tablerowloop", "empty", "blank"], StringComparer.Ordinal);

    /// <summary>Whether a range is longer than can be: Fluid makes a list of all its numbers before the first step.</summary>
    public bool HasLongRange { get; private set; }

    /// <summary>Whether it wants another file, of which a template has none.</summary>
    public bool ReadsFiles { get; private set; }

    protected override Statement VisitIncludeStatement(IncludeStatement includeStatement)
    {
        ReadsFiles = true;
        return base.VisitIncludeStatement(includeStatement);
    }

    protected override Statement VisitRenderStatement(RenderStatement renderStatement)
    {
        ReadsFiles = true;
        return base.VisitRenderStatement(renderStatement);
    }

    protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
    {
        HasLongRange |= rangeExpression is not { From: LiteralExpression { Value: NumberValue from }, To: LiteralExpression { Value: NumberValue to } }
            || to.ToNumberValue() - from.ToNumberValue() > LongestRange;
        return base.VisitRangeExpression(rangeExpression);
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        foreach (var segment in memberExpression.Segments)
        {
            if (segment is IdentifierSegment identifier && segment == memberExpression.Segments[0])
                Reads.Add(identifier.Identifier);
            if (segment is IndexerSegment indexer)
                Visit(indexer.Expression);
        }

        return base.VisitMemberExpression(memberExpression);
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        // The words that the date filter reads as the moment.
        if (filterExpression.Name == "date" && filterExpression.Input is LiteralExpression { Value: StringValue text } && text.ToStringValue() is "now" or "today")
            Reads.Add(BuiltInVariables.Now);
        return base.VisitFilterExpression(filterExpression);
    }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        Makes.Add(assignStatement.Identifier);
        return base.VisitAssignStatement(assignStatement);
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        Makes.Add(captureStatement.Identifier);
        return base.VisitCaptureStatement(captureStatement);
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        Makes.Add(forStatement.Identifier);
        return base.VisitForStatement(forStatement);
    }

    protected override Statement VisitMacroStatement(MacroStatement macroStatement)
    {
        Makes.Add(macroStatement.Identifier);
        foreach (var argument in macroStatement.Arguments)
            Makes.Add(argument.Name);
        return base.VisitMacroStatement(macroStatement);
    }

    protected override Statement VisitIncrementStatement(IncrementStatement incrementStatement)
    {
        Makes.Add(incrementStatement.Identifier);
        return base.VisitIncrementStatement(incrementStatement);
    }

    protected override Statement VisitDecrementStatement(DecrementStatement decrementStatement)
    {
        Makes.Add(decrementStatement.Identifier);
        return base.VisitDecrementStatement(decrementStatement);
    }
}
