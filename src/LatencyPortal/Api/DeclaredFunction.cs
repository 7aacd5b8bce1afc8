using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>A function that a caller offers to the model and runs itself.</summary>
internal sealed class DeclaredFunction(string name, string? description, JsonElement parameters, bool? strict) : AIFunctionDeclaration
{
    public override string Name => name;

    public override string Description => description ?? "";

    public override JsonElement JsonSchema => parameters;

    /// <summary>Holds <c>strict</c>, where the caller said it: whether the arguments must follow the schema to the letter.</summary>
    public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
        strict is { } isStrict ? new Dictionary<string, object?> { ["strict"] = isStrict } : [];
}
