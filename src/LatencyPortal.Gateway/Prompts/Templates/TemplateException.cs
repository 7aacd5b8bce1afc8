namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>A template that cannot be used, or values that do not fit it.</summary>
public sealed class TemplateException : Exception
{
    /// <param name="problems">At least one.</param>
    public TemplateException(IReadOnlyList<TemplateProblem> problems)
        : base(string.Join(" ", problems.Select(problem => problem.Message)))
    {
        Problems = problems;
    }

    /// <param name="message">A sentence that says what to do.</param>
    /// <param name="variable">Name of the variable that it is about.</param>
    public TemplateException(string message, string? variable = null)
        : this([new TemplateProblem(message, Variable: variable)])
    {
    }

    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<TemplateProblem> Problems { get; }
}
