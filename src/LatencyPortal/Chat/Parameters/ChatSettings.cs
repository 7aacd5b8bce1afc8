using LatencyPortal.Data;

namespace LatencyPortal.Chat.Parameters;

/// <summary>What a conversation sets for all its answers to come.</summary>
/// <param name="SystemPrompt">See <see cref="Conversation.SystemPrompt"/>.</param>
/// <param name="Parameters">See <see cref="Conversation.Parameters"/>; <see langword="null"/> leaves all to the model.</param>
internal sealed record ChatSettings(string? SystemPrompt, ChatParameters? Parameters)
{
    /// <summary>See <see cref="Conversation.Template"/>.</summary>
    public string? Template { get; init; }

    /// <summary>See <see cref="Conversation.Variables"/>.</summary>
    public Dictionary<string, string>? Variables { get; init; }

    public static ChatSettings Of(Conversation conversation) =>
        new(conversation.SystemPrompt, conversation.Parameters) { Template = conversation.Template, Variables = conversation.Variables };

    /// <summary>Whether anything is not left to the model.</summary>
    public bool Differ => SystemPrompt is { Length: > 0 } || Template is not null || (Parameters is { } set && set != ChatParameters.Default);

    /// <summary>Gives a conversation these settings.</summary>
    public void Apply(Conversation conversation) => (conversation.SystemPrompt, conversation.Parameters, conversation.Template, conversation.Variables) =
        (SystemPrompt, Parameters ?? ChatParameters.Default, Template, Variables);

    /// <summary>The same with what says nothing taken out: blank text, empty lines, an empty list.</summary>
    public ChatSettings Tidy()
    {
        var set = Parameters ?? ChatParameters.Default;
        var stop = set.Stop?.Where(text => text.Length > 0).ToList();
        var effort = set.ReasoningEffort?.Trim().ToLowerInvariant();
        return new(
            string.IsNullOrWhiteSpace(SystemPrompt) ? null : SystemPrompt.Trim(),
            set with { Stop = stop is { Count: > 0 } ? stop : null, ReasoningEffort = effort is { Length: > 0 } ? effort : null })
        {
            Template = string.IsNullOrWhiteSpace(Template) ? null : Template.Trim(),
            Variables = string.IsNullOrWhiteSpace(Template) || Variables?.Where(value => value.Value is { Length: > 0 }).ToDictionary(StringComparer.Ordinal) is not { Count: > 0 } values ? null : values,
        };
    }
}
