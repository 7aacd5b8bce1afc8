using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// What the fields of Chat Completions are called in the other formats. Those have no word for most of them and refuse a request with a field
/// that they do not know, so what cannot be said is left out; fields that are no words of Chat Completions go through as they are.
/// </summary>
internal static class FieldWords
{
    private static readonly FrozenSet<string> OfChatCompletions = FrozenSet.Create(
        "logprobs", "top_logprobs", "logit_bias", "top_k", "min_p", "repetition_penalty", "reasoning_effort", "verbosity", "prediction", "service_tier",
        "user", "safety_identifier", "metadata", "store", "prompt_cache_key", "prompt_cache_retention", "web_search_options", "chat_template_kwargs");

    /// <summary>Where each field goes, as a path from the root; reasoning effort is a typed option of every format.</summary>
    private static readonly FrozenDictionary<ProviderKind, FrozenDictionary<string, string>> Places = new Dictionary<ProviderKind, FrozenDictionary<string, string>>
    {
        [ProviderKind.OpenAIResponses] = Same(
            ["user", "safety_identifier", "metadata", "store", "service_tier", "prompt_cache_key", "prompt_cache_retention"], ("verbosity", "text.verbosity")),
        [ProviderKind.Anthropic] = Same(["top_k"], ("user", "metadata.user_id")),
        [ProviderKind.Gemini] = Same([], ("top_k", "generationConfig.topK")),
        [ProviderKind.Ollama] = Same([], ("top_k", "options.top_k"), ("min_p", "options.min_p"), ("repetition_penalty", "options.repeat_penalty")),
        // Where it goes depends on the model, which the prompt knows.
        [ProviderKind.Bedrock] = Same(["top_k"]),
    }.ToFrozenDictionary();

    /// <summary>The fields in the words of a format.</summary>
    public static IReadOnlyDictionary<string, JsonElement> In(ProviderKind format, IReadOnlyDictionary<string, JsonElement> fields)
    {
        if (fields.Count == 0 || !Places.TryGetValue(format, out var places))
            return fields;
        var said = ImmutableDictionary.CreateBuilder<string, JsonElement>(StringComparer.Ordinal);
        var groups = new Dictionary<string, Dictionary<string, JsonElement>>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (!OfChatCompletions.Contains(name))
                said[name] = value;
            else if (places.TryGetValue(name, out var place) && place.Split('.') is var parts)
                Put(parts, value);
        }

        foreach (var (group, inner) in groups)
            said[group] = JsonSerializer.SerializeToElement(inner);
        return said.ToImmutable();

        void Put(string[] parts, JsonElement value)
        {
            if (parts is [var plain])
                said[plain] = value;
            else if (groups.TryGetValue(parts[0], out var known))
                known[parts[1]] = value;
            else
                groups[parts[0]] = new(StringComparer.Ordinal) { [parts[1]] = value };
        }
    }

    private static FrozenDictionary<string, string> Same(string[] names, params (string Name, string Place)[] others) =>
        names.Select(name => (Name: name, Place: name)).Concat(others).ToFrozenDictionary(pair => pair.Name, pair => pair.Place, StringComparer.Ordinal);
}
