using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace LatencyPortal.Chat;

/// <summary>
/// The chat. The page draws; questions are posted by its module, and answers are jobs of the server that this page only
/// follows.
/// </summary>
public sealed partial class ChatPage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly Dictionary<Guid, int> _runs = [];
    private ElementReference _root;
    private IJSObjectReference? _module;
    private DotNetObjectReference<ChatPage>? _self;
    private Conversation? _conversation;
    private IReadOnlyList<Message> _messages = [];
    private string _model = "";
    private string _announcement = "";
    private Guid? _drawn;
    private bool _missing;
    private bool _ready;
    private bool _listOpen;
    private Guid? _found;

    [Parameter] public Guid? ConversationId { get; set; }

    /// <summary>A message that a search found: its branch is shown, and the page goes to it.</summary>
    [SupplyParameterFromQuery(Name = "m")] public Guid? Found { get; set; }

    [Inject] internal ConversationStore Store { get; init; } = null!;

    [Inject] internal EndpointStore Endpoints { get; init; } = null!;

    [Inject] internal ModelGateway Gateway { get; init; } = null!;

    [Inject] internal NavigationManager Navigation { get; init; } = null!;

    [Inject] internal AntiforgeryStateProvider Antiforgery { get; init; } = null!;

    [Inject] internal IJSRuntime Js { get; init; } = null!;

    /// <summary>
    /// The conversation on the page, for its module: it changes in the same batch as the messages, so that what is sent
    /// goes where the reader sees it. Null until the module is there.
    /// </summary>
    private string? Drawn => !_ready ? null : _drawn is { } id ? id.ToString() : "new";

    /// <summary>An answer that is being made, also when another branch is shown: it can be stopped from everywhere.</summary>
    private Message? Running => _conversation?.Messages.LastOrDefault(message => message.State == MessageState.Streaming);

    /// <summary>The module has posted a question.</summary>
    /// <param name="conversationId">Its conversation, perhaps new.</param>
    [JSInvokable]
    public async Task SentAsync(Guid conversationId)
    {
        if (conversationId == ConversationId)
            await ReloadAsync();
        else
            Navigation.NavigateTo($"/chat/{conversationId}");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Store.Changed -= OnConversationChanged;
        Endpoints.Changed -= OnModelsChanged;
        FastModels.Changed -= OnFastModelsChanged;
        await _leaving.CancelAsync();
        _self?.Dispose();
        if (_module is not null)
        {
            try
            {
                await _module.InvokeVoidAsync("leave", _root);
                await _module.DisposeAsync();
            }
            catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or JSException)
            {
                // The browser has left already.
            }
        }

        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Store.Changed += OnConversationChanged;
        Endpoints.Changed += OnModelsChanged;
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _listOpen = false;
        if (Found is { } found && found != _found)
            await ShowAsync(found);
        _found = Found;
        await ReloadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        ForgetStep();
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            var token = Antiforgery.GetAntiforgeryToken();
            _module = await Js.InvokeAsync<IJSObjectReference>("import", _leaving.Token, "./Chat/ChatPage.razor.js");
            var remembered = await _module.InvokeAsync<string?>("enter", _leaving.Token, _root, _self, token?.Value);
            _fast = await _module.InvokeAsync<bool>("isFast", _leaving.Token);
            if (_model.Length == 0 || (_conversation is null && IsUsable(remembered)))
                _model = IsUsable(remembered) ? remembered! : DefaultModel();
            _ready = true;
            StateHasChanged();
        }
    }

    /// <summary>An answer that is made anew is another view; one that ends keeps its view, so that nothing jumps.</summary>
    private object KeyOf(Guid id) => (id, _runs.GetValueOrDefault(id));

    /// <summary>Shows the branch that a message stands in.</summary>
    private async Task ShowAsync(Guid messageId)
    {
        var message = await Store.FindMessageAsync(messageId, _leaving.Token);
        if (message is null || message.ConversationId != ConversationId || await Store.FindAsync(message.ConversationId, _leaving.Token) is not { } conversation)
            return;
        if (!ConversationTree.Path(conversation.Messages, conversation.LeafId).Any(shown => shown.Id == messageId))
            await Turns.ChooseAsync(messageId, _leaving.Token);
    }

    private async Task ReloadAsync()
    {
        var opened = ConversationId;
        var conversation = opened is { } id ? await Store.FindAsync(id, _leaving.Token) : null;
        if (opened != ConversationId)
            return; // The reader has gone on meanwhile; that load draws.
        var before = _drawn == opened ? Running?.Id : null;
        // A model that was picked and not asked yet stays picked when something else changes.
        if (_model.Length == 0 || (conversation is not null && (_drawn != opened || conversation.Model != _conversation?.Model)))
            _model = conversation?.Model ?? (_model.Length > 0 ? _model : DefaultModel());
        _conversation = conversation;
        _drawn = opened;
        _missing = opened is not null && _conversation is null;
        var messages = _conversation is null ? [] : ConversationTree.Path(_conversation.Messages, _conversation.LeafId);
        var compared = _conversation is null ? [] : ConversationTree.Compared(_conversation.Messages, _conversation.LeafId);
        _comparing &= compared.Count == 0 || _compared.Count > 0; // Once they are asked, the room is theirs.
        CountRuns([.. messages, .. compared]);
        (_messages, _compared) = (messages, compared);
        if (before is { } answered && Running is null)
            _announcement = DescribeEnd(answered);
        else if (before is null && Running is not null)
            _announcement = compared.Count > 1 ? $"{compared.Count} answers are being written." : "The answer is being written.";
    }

    private void CountRuns(List<Message> messages)
    {
        foreach (var message in messages)
        {
            var before = _messages.Concat(_compared).FirstOrDefault(old => old.Id == message.Id);
            var anew = before is not null && before.State != MessageState.Streaming
                && (message.State == MessageState.Streaming || message.RequestId != before.RequestId || message.Content != before.Content);
            if (anew)
                _runs[message.Id] = _runs.GetValueOrDefault(message.Id) + 1;
        }
    }

    private static string Describe(MessageState? state) => state switch
    {
        MessageState.Complete => "The answer is complete.",
        MessageState.Stopped => "The answer was stopped.",
        MessageState.Failed => "The answer failed.",
        MessageState.Interrupted => "The answer was interrupted.",
        _ => "",
    };

    private void OnConversationChanged(Guid id)
    {
        if (id == ConversationId)
            Refresh(ReloadAsync);
    }

    private void OnModelsChanged() => Refresh(() =>
    {
        if (_model.Length == 0)
            _model = DefaultModel();
        return Task.CompletedTask;
    });

    private void Refresh(Func<Task> load) => _ = InvokeAsync(async () =>
    {
        if (_leaving.IsCancellationRequested)
            return;
        try
        {
            await load();
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // The page closed meanwhile.
        }
    });

    private void ChooseModel(ChangeEventArgs change) => _model = change.Value as string ?? _model;

    private void CloseList() => _listOpen = false;

    private bool IsUsable(string? id) => Gateway.Models.Any(model => model.Id == id && model.Problem is null);

    private string DefaultModel() =>
        (Gateway.Models.FirstOrDefault(model => model.Problem is null) ?? (Gateway.Models is [var first, ..] ? first : null))?.Id ?? "";
}
