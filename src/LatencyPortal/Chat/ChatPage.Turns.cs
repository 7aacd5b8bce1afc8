using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using Microsoft.AspNetCore.Components;

namespace LatencyPortal.Chat;

/// <summary>The variants and tools of the turns on the page.</summary>
public sealed partial class ChatPage
{
    private IReadOnlyList<Message> _compared = [];
    private bool _comparing;
    private Guid? _cameTo;
    private int _cameBy;

    [Inject] internal TurnStore Turns { get; init; } = null!;

    private static List<Guid> IdsOf(IEnumerable<Message> messages) => [.. messages.Select(message => message.Id)];

    private List<Guid> VariantsOf(Message message) => _conversation is null ? [] : IdsOf(ConversationTree.Variants(_conversation.Messages, message));

    private int CameBy(Message message) => message.Id == _cameTo ? _cameBy : 0;

    private async Task ChooseAsync((Guid Id, int Step) choice)
    {
        (_cameTo, _cameBy) = choice;
        if (!await Turns.ChooseAsync(choice.Id, _leaving.Token) || _conversation?.Messages.Find(message => message.Id == choice.Id) is not { } chosen)
            return;
        var variants = VariantsOf(chosen);
        _announcement = $"Version {variants.IndexOf(chosen.Id) + 1} of {variants.Count} of the {(chosen.Role == "user" ? "question" : "answer")} is shown.";
    }

    /// <summary>The step is told to the pager that is drawn for it, once: no later drawing may take the focus.</summary>
    private void ForgetStep()
    {
        if (_cameTo is { } id && _messages.Any(message => message.Id == id))
            _cameTo = null;
    }

    private async Task GoOnAsync(Guid answerId)
    {
        _comparing = false;
        if (await Turns.GoOnAsync(answerId, _leaving.Token))
            _announcement = $"The conversation goes on with {_model}.";
    }

    private async Task SideBySideAsync(Guid answerId) => await Turns.CompareAsync(answerId, _leaving.Token);

    private string DescribeEnd(Guid answered) => _compared.Count > 0
        ? "All answers have ended."
        : Describe(_conversation?.Messages.Find(message => message.Id == answered)?.State);
}
