namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>Variables that every template has.</summary>
public static class BuiltInVariables
{
    /// <summary>What was asked.</summary>
    public const string Input = "input";

    /// <summary>The moment of the request, UTC.</summary>
    public const string Now = "now";

    /// <summary>The day of the request, UTC, as <c>2026-11-29</c>.</summary>
    public const string Today = "today";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PromptVariable> All { get; } =
    [
        new PromptVariable { Name = Input, Changes = ChangeRate.Request, Description = "What was asked." },
        new PromptVariable { Name = Now, Type = VariableType.Date, Changes = ChangeRate.Request, Description = "The moment of the request, UTC." },
        new PromptVariable { Name = Today, Changes = ChangeRate.Day, Description = "The day of the request, UTC, as 2026-11-29." },
    ];

    /// <summary>Whether a template may not declare this name.</summary>
    public static bool Holds(string name) => All.Any(variable => variable.Name == name);
}
