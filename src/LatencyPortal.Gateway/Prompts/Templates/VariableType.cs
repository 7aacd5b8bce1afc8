namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>What a variable may hold.</summary>
public enum VariableType
{
    /// <summary>Text of any length.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A date, with or without a time: ISO 8601.</summary>
    Date,

    /// <summary>A list or an object, for loops and members.</summary>
    Json,
}
