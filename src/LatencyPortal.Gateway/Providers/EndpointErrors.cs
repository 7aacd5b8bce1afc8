using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Turns what an endpoint does wrong into a <see cref="ModelCallException"/> whose message names the endpoint and says
/// what to do. Texts of the endpoint are shortened, and its key is cut out of them.
/// </summary>
internal sealed partial class EndpointErrors(EndpointConfig endpoint, string? model)
{
    /// <summary>Most characters quoted from an endpoint.</summary>
    private const int LongestQuote = 300;

    /// <summary>No key of a provider is shorter.</summary>
    private const int ShortestKey = 8;

    private readonly string _address = endpoint.BaseUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private string Name => $"Endpoint {endpoint.Name}";

    private string Rule => endpoint.Provider switch
    {
        ProviderKind.Anthropic => "it ends before /v1 as a rule",
        ProviderKind.Gemini => "it ends in /v1beta as a rule",
        ProviderKind.Ollama => "it has no path as a rule",
        ProviderKind.Bedrock => "it is https://bedrock-runtime.REGION.amazonaws.com as a rule",
        _ => "it ends in /v1 as a rule",
    };

    private string Format => endpoint.Provider switch
    {
        ProviderKind.OpenAI => "OpenAI's chat completions",
        ProviderKind.OpenAIResponses => "OpenAI's Responses API",
        ProviderKind.Bedrock => "Bedrock's Converse API",
        var other => $"{other}'s format",
    };

    public ModelCallException FromStatus(HttpStatusCode status, string body, TimeSpan? retryAfter)
    {
        var code = (int)status;
        var quote = Quote(MessageOf(body));
        if (code == 400 && LooksLikeWrongKey().IsMatch(body))
            code = 401; // Gemini's word for it is 400
        if (code == 400 && LooksLikeUnknownModel().IsMatch(body))
            code = 404; // Bedrock's
        if (code is 400 or 413 or 422 && LooksTooLong().IsMatch(body))
            return TooLong(code, body, quote);
        return code switch
        {
            401 or 403 when string.IsNullOrEmpty(endpoint.ApiKey) =>
                Make(ModelErrorKind.WrongKey, $"{Name} asks for an API key ({code}). Enter one on Settings.{quote}", code),
            403 when endpoint.Provider == ProviderKind.Bedrock => Make(
                ModelErrorKind.WrongKey, $"{Name} refused the API key ({code}). Check the key on Settings, that it is of this region, and what its account may use.{quote}", code),
            401 or 403 => Make(ModelErrorKind.WrongKey, $"{Name} refused the API key ({code}). Check the key on Settings.{quote}", code),
            404 or 405 when model is null => Make(
                ModelErrorKind.ProviderError,
                $"{Name} has no list of models at {_address} ({code}). Check the base URL, {Rule}, or name the models by hand.{quote}",
                code),
            404 or 405 => Make(
                ModelErrorKind.UnknownModel,
                $"{Name} does not know the model {model} at {_address} ({code}). Check the model and the base URL on Settings: {Rule}.{quote}",
                code),
            429 => Make(ModelErrorKind.RateLimited, $"{Name} refuses requests for now: too many of them or no quota left (429). {Wait(retryAfter)}{quote}", code, retryAfter: retryAfter),
            >= 300 and < 400 => Make(
                ModelErrorKind.ProviderError, $"{Name} redirects {_address} elsewhere ({code}). Enter its final address as the base URL on Settings.", code),
            // 408 and 424 are Bedrock's words for a model that took too long or failed.
            408 or 424 or >= 500 => Make(ModelErrorKind.ProviderError, $"{Name} failed ({code}). {Wait(retryAfter)}{quote}", code, retryAfter: retryAfter),
            _ => Make(ModelErrorKind.InvalidRequest, $"{Name} refused the request ({code}). Change the request or its settings.{quote}", code),
        };
    }

    /// <summary>An error object where an answer was expected, before or within a stream.</summary>
    public ModelCallException FromErrorObject(JsonElement error)
    {
        var text = error.ToString();
        var status = StatusOf(error);
        if (LooksTooLong().IsMatch(text))
            return TooLong((int?)status, text, Quote(MessageOf(text)));
        if (status is { } known)
            return FromStatus(known, text, null);
        return Make(ModelErrorKind.ProviderError, $"{Name} reported an error. Try again; if it stays, look at the endpoint's own log.{Quote(error.ValueKind == JsonValueKind.String ? text : MessageOf(text))}");
    }

    public ModelCallException FromConnection(HttpRequestException failure, bool answering) => failure switch
    {
        UnknownEncodingException { Encoding: var encoding } => Make(
            ModelErrorKind.ProviderError,
            $"{Name} sent its answer compressed as {Clean(encoding, 20)}, which was not asked for and cannot be read. Turn that compression off there, or in the proxy before it.",
            inner: failure),
        { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse }
            or { InnerException: IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset } } } when !answering =>
            Broken("the connection was closed without an answer", failure),
        _ when answering => Broken("the connection was lost", failure),
        { HttpRequestError: HttpRequestError.NameResolutionError } => Make(
            ModelErrorKind.Unreachable, $"{Name}: the host name {endpoint.BaseUrl.Host} is not known. Check the base URL on Settings and the network.", inner: failure),
        { InnerException: AuthenticationException { Message: var why } } when why.Contains(nameof(X509ChainStatusFlags.NotTimeValid), StringComparison.Ordinal) => Make(
            ModelErrorKind.Unreachable, $"{Name}: the certificate of {_address} has expired or is not valid yet, so nothing was sent. Renew it there, or check the clock of this machine.", inner: failure),
        { HttpRequestError: HttpRequestError.SecureConnectionError } or { InnerException: AuthenticationException } => Make(
            ModelErrorKind.Unreachable, $"{Name}: no secure connection to {_address} could be made. Check its certificate, or whether it speaks https at all.", inner: failure),
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => Make(
            ModelErrorKind.Unreachable, $"{Name}: nothing listens at {_address} (connection refused). Start the server or correct the base URL on Settings.", inner: failure),
        _ => Make(ModelErrorKind.Unreachable, $"{Name} cannot be reached at {_address}. Check that it runs and the base URL on Settings.", inner: failure),
    };

    public ModelCallException NoConnection(TimeSpan limit, Exception inner) => Make(
        ModelErrorKind.Timeout, $"{Name}: no connection to {_address} within {Seconds(limit)}. Check that it runs and the network between.", inner: inner);

    public ModelCallException NoFirstToken(TimeSpan limit) => Make(
        ModelErrorKind.Timeout, $"{Name} sent no token of {model} within {Seconds(limit)}. Try again, or choose a faster model.");

    public ModelCallException NoAnswer(TimeSpan limit) => Make(
        ModelErrorKind.Timeout, $"{Name} sent no answer of {model} within {Seconds(limit)}. Try again, or send less at once.");

    public ModelCallException Silent(TimeSpan limit) => Make(
        ModelErrorKind.Timeout, $"{Name} fell silent for {Seconds(limit)} in the middle of the answer. The text so far is kept; try again.");

    public ModelCallException Broken(string how, Exception? inner = null) => Make(
        ModelErrorKind.BrokenStream, $"{Name} broke off before the answer was complete: {how}. The text so far is kept; try again.", inner: inner);

    public ModelCallException NotJson(string? mediaType) => Make(
        ModelErrorKind.ProviderError,
        $"{Name} answered with {Described(mediaType)} instead of a model's answer. Check the base URL {_address} on Settings: {Rule}.");

    public ModelCallException Unreadable(Exception inner) => Make(
        ModelErrorKind.BrokenStream, $"{Name} sent something that is not a valid answer. The text so far is kept; try again, and check that the endpoint speaks {Format}.", inner: inner);

    /// <summary>A part of the request for which the endpoint's format has no word; it is refused instead of dropped.</summary>
    public ModelCallException CannotSend(object part) => Make(
        ModelErrorKind.InvalidRequest,
        $"{Name} cannot be sent {part switch
        {
            UriContent => "files by their address",
            DataContent data => $"files of the type {Clean(data.MediaType, 60)}",
            AITool => "tools other than functions",
            _ => "this kind of content",
        }}. Remove it or choose another model.");

    public ModelCallException NoModelList() => Make(
        ModelErrorKind.ProviderError,
        $"{Name} answered at {_address}, but not with a list of models. Check the base URL, {Rule}, or name the models by hand.");

    private static string Described(string? mediaType) => mediaType switch
    {
        "text/html" => "a web page",
        null => "an unknown kind of content",
        _ => Clean(mediaType, 60),
    };

    private ModelCallException TooLong(int? status, string text, string quote)
    {
        // Anthropic: "prompt is too long: 205000 tokens > 200000 maximum"; Gemini: "input token count (9000) exceeds … allowed (8192)".
        // OpenAI and vLLM: "maximum context length is 8192 tokens. However, … 9000 tokens"; llama.cpp: "n_prompt_tokens": 9000, "n_ctx": 8192.
        var words = ContextInWords().Match(text);
        if (!words.Success)
            words = PromptInWords().Match(text);
        var fields = (Prompt: PromptField().Match(text), Context: ContextField().Match(text));
        int? prompt = Number(words.Groups["prompt"]) ?? Number(fields.Prompt.Groups["n"]);
        int? context = Number(words.Groups["context"]) ?? Number(fields.Context.Groups["n"]);
        var counts = prompt is not null && context is not null
            ? $"The request needs {prompt} tokens, the context of {model} holds {context}."
            : $"The prompt does not fit the context of {model}.";
        return new ModelCallException(
            ModelErrorKind.PromptTooLong, $"{counts} Shorten the prompt, begin a new conversation or ask for fewer output tokens.{(prompt is null ? quote : "")}")
        {
            StatusCode = status,
            PromptTokens = prompt,
            ContextLength = context,
        };
    }

    /// <summary>The status that an error would have had as an answer of its own, by its code or by the type that its provider documents.</summary>
    private static HttpStatusCode? StatusOf(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in (ReadOnlySpan<string>)["code", "status", "type"])
        {
            if (!error.TryGetProperty(name, out var value))
                continue;
            int? status = value.ValueKind switch
            {
                JsonValueKind.Number when value.TryGetInt32(out var number) && number is >= 400 and < 600 => number,
                JsonValueKind.String => value.GetString() switch
                {
                    // What Bedrock calls its exceptions.
                    "validationException" => 400,
                    "accessDeniedException" => 403,
                    "resourceNotFoundException" => 404,
                    "modelTimeoutException" => 408,
                    "modelErrorException" or "modelStreamErrorException" => 424,
                    "throttlingException" or "serviceQuotaExceededException" => 429,
                    "internalServerException" => 500,
                    "serviceUnavailableException" or "modelNotReadyException" => 503,
                    "authentication_error" or "invalid_api_key" or "UNAUTHENTICATED" => 401,
                    "permission_error" or "PERMISSION_DENIED" => 403,
                    "rate_limit_error" or "rate_limit_exceeded" or "insufficient_quota" or "RESOURCE_EXHAUSTED" => 429,
                    "invalid_request_error" or "INVALID_ARGUMENT" => 400,
                    "not_found_error" or "model_not_found" => 404,
                    "request_too_large" => 413,
                    "overloaded_error" => 529,
                    "UNAVAILABLE" => 503,
                    "DEADLINE_EXCEEDED" or "timeout_error" => 504,
                    "api_error" or "server_error" or "INTERNAL" => 500,
                    _ => null,
                },
                _ => null,
            };
            if (status is not null)
                return (HttpStatusCode)status;
        }

        return null;
    }

    private static int? Number(Group group) => group.Success && int.TryParse(group.ValueSpan, out var number) ? number : null;

    private static ModelCallException Make(ModelErrorKind kind, string message, int? status = null, Exception? inner = null, TimeSpan? retryAfter = null) =>
        new(kind, message, inner) { StatusCode = status, RetryAfter = retryAfter };

    private static string Wait(TimeSpan? retryAfter) =>
        retryAfter is { } wait ? $"Try again in {Seconds(wait)}." : "Try again in a moment.";

    private static string Seconds(TimeSpan time) => time.TotalSeconds == 1 ? "1 second" : $"{Math.Max(0, Math.Round(time.TotalSeconds, 1))} seconds";

    /// <summary>The text of <c>{"error": {"message": …}}</c> and its relatives; nothing for bodies that are not JSON.</summary>
    private static string? MessageOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var at = json.RootElement;
            for (var depth = 0; depth < 3 && at.ValueKind == JsonValueKind.Object; depth++)
            {
                if (at.TryGetProperty("error", out var next) || at.TryGetProperty("message", out next) || at.TryGetProperty("Message", out next) || at.TryGetProperty("detail", out next))
                    at = next;
            }

            return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Quote(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";
        // A key that is a word, as servers without keys are given, would cut words out of sentences.
        if (endpoint.ApiKey is { Length: >= ShortestKey })
            text = text.Replace(endpoint.ApiKey, "[key]", StringComparison.Ordinal);
        return $" It says: \"{Clean(text, LongestQuote)}\"";
    }

    /// <summary>One line without control characters, cut at <paramref name="longest"/> but never within a character.</summary>
    private static string Clean(string text, int longest)
    {
        var line = Blank().Replace(text, " ").Trim();
        if (line.Length <= longest)
            return line;
        var end = char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest;
        return line[..end] + "…";
    }

    [GeneratedRegex(@"[\p{C}\s]+")]
    private static partial Regex Blank();

    [GeneratedRegex("context_length_exceeded|exceed_context_size|maximum context length|context (window|length|size) (of|is|exceeded)|exceeds? the (available )?context|prompt is too long|input token count.{0,40}exceeds|input is too long for", RegexOptions.IgnoreCase)]
    private static partial Regex LooksTooLong();

    [GeneratedRegex(@"context length (?:is|of) (?<context>\d+)\D+?(?<prompt>\d+) ", RegexOptions.IgnoreCase)]
    private static partial Regex ContextInWords();

    [GeneratedRegex(@"(?:too long: |token count \()(?<prompt>\d+)\D+(?<context>\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex PromptInWords();

    [GeneratedRegex("API_KEY_INVALID|API key not valid")]
    private static partial Regex LooksLikeWrongKey();

    [GeneratedRegex("model identifier is invalid", RegexOptions.IgnoreCase)]
    private static partial Regex LooksLikeUnknownModel();

    [GeneratedRegex("""
        "n_prompt_tokens"\s*:\s*(?<n>\d+)
        """)]
    private static partial Regex PromptField();

    [GeneratedRegex("""
        "n_ctx"\s*:\s*(?<n>\d+)
        """)]
    private static partial Regex ContextField();
}
