using System.Globalization;
using System.Text.Json;
using LatencyPortal.Gateway;

namespace LatencyPortal.Api;

/// <summary>
/// Reads the fields of a request that <see cref="Microsoft.Extensions.AI.ChatOptions"/> has no place for. A model of the
/// portal gets them checked; an endpoint gets them as they came, because servers differ in what they allow.
/// </summary>
internal static class CallExtrasReader
{
    private const int MostLogprobs = 20;
    private const int MostBiases = 1024;

    private static readonly string[] Names =
    [
        "logprobs", "top_logprobs", "logit_bias", "top_k", "min_p", "repetition_penalty",
        "reasoning_effort", "verbosity", "prediction", "service_tier", "user", "safety_identifier", "metadata", "store",
        "prompt_cache_key", "prompt_cache_retention", "web_search_options", "chat_template_kwargs", "thinking",
    ];

    /// <exception cref="ApiFaultException">A field is not valid.</exception>
    public static CallExtras Read(JsonElement root, bool isLocal)
    {
        var logprobs = Logprobs(root);
        if (!isLocal)
            return new CallExtras { TopLogprobs = logprobs, CacheControl = AsksForCache(root), EndpointFields = AsTheyCame(root, Names) };
        return new CallExtras
        {
            TopLogprobs = logprobs,
            LogitBias = LogitBias(root),
            MinP = root.Number("min_p", 0, 1),
            RepetitionPenalty = root.Number("repetition_penalty", 0.01, 10),
        };
    }

    /// <summary><c>top_k</c> as vLLM reads it: -1 and 0 both mean all tokens.</summary>
    public static int? TopK(JsonElement root) => root.Integer("top_k", -1, int.MaxValue) is { } k ? (int)Math.Max(k, 0) : null;

    /// <summary>Whether a part of a message or a tool carries <c>cache_control</c>, as clients of Anthropic mark what they will send again.</summary>
    private static bool AsksForCache(JsonElement root) => Items(root, "tools").Concat(Items(root, "messages").SelectMany(message => Items(message, "content").Prepend(message)))
        .Any(part => part.ValueKind == JsonValueKind.Object && part.Field("cache_control") is not null);

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.Field(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;

    private static int? Logprobs(JsonElement root)
    {
        var wanted = root.Flag("logprobs", "logprobs");
        var top = root.Integer("top_logprobs", 0, MostLogprobs);
        if (top is not null && !wanted)
            throw new ApiFaultException(ApiFault.BadRequest("`top_logprobs` is only allowed with `logprobs`: true.", "top_logprobs", "invalid_value"));
        return wanted ? (int)(top ?? 0) : null;
    }

    private static Dictionary<int, double> LogitBias(JsonElement root)
    {
        const string name = "logit_bias";
        var biases = new Dictionary<int, double>();
        if (root.Field(name) is not { } field)
            return biases;
        if (field.ValueKind != JsonValueKind.Object)
            throw JsonFields.WrongType(name, "an object of token ids and numbers", field);
        if (field.GetPropertyCount() > MostBiases)
            throw new ApiFaultException(ApiFault.BadRequest($"`{name}` holds at most {MostBiases} tokens.", name, "object_above_max_properties"));
        foreach (var bias in field.EnumerateObject())
        {
            var id = TokenId(bias, name);
            biases[id] = bias.Value.Number(-100, 100, $"{name}.{id}");
        }

        return biases;
    }

    private static int TokenId(JsonProperty bias, string param)
    {
        try
        {
            if (int.TryParse(bias.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return id;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no token id either.
        }

        throw new ApiFaultException(ApiFault.BadRequest(
            $"The names in `{param}` must be token ids, for example \"{param}\": {{\"1234\": -100}}.", param, "invalid_value"));
    }

    /// <summary>Fields for an endpoint, as they came.</summary>
    public static Dictionary<string, JsonElement> AsTheyCame(JsonElement root, IEnumerable<string> names)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            // The document is gone when the call runs, so what it holds is copied. What changes nothing is left out: some
            // servers refuse fields that they do not know.
            if (root.Field(name) is { ValueKind: not JsonValueKind.False } value && !(value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any()))
                fields[name] = value.Clone();
        }

        return fields;
    }
}
