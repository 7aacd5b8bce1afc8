using System.Globalization;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace LatencyPortal.Chat.Attachments;

/// <summary>The documents of a conversation above its composer.</summary>
public sealed partial class AttachmentBar : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly Dictionary<Guid, ElementReference> _names = [];
    private IReadOnlyList<AttachmentInfo> _documents = [];
    private AttachmentInfo? _removed;
    private Guid? _shown;
    private ElementReference _undo;
    private bool _focusUndo;
    private Guid? _focusName;

    /// <summary>Whose; <see langword="null"/> for a new chat, which becomes a conversation with its first document.</summary>
    [Parameter] public Guid? ConversationId { get; set; }

    /// <summary>The chosen model.</summary>
    [Parameter, EditorRequired] public required string Model { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<ModelDescription> Models { get; set; }

    [Inject] internal AttachmentStore Attachments { get; init; } = null!;

    [Inject] internal ConversationStore Store { get; init; } = null!;

    [Inject] internal IOptions<PortalOptions> Options { get; init; } = null!;

    private string Largest => Options.Value.Attachments.LargestFile.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the reader should know before asking; <see langword="null"/> when all is well.</summary>
    private string? Note
    {
        get
        {
            if (_documents.Count == 0)
                return null;
            if (!DocumentFit.ReadsDocuments(Model))
                return $"{Model} answers from the portal's help and does not read attached files. Choose another model.";
            var tokens = _documents.Sum(document => (long)document.Tokens);
            return Models.FirstOrDefault(model => model.Id == Model)?.ContextLength is { } context && tokens >= context
                ? string.Create(CultureInfo.InvariantCulture, $"{TokenEstimate.Format(tokens)} may be too many: {Model} holds {context:N0} with its answer.")
                : null;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Store.Changed -= OnChanged;
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override void OnInitialized() => Store.Changed += OnChanged;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_shown == ConversationId)
            return;
        (_shown, _removed, _documents) = (ConversationId, null, []);
        await LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The button that was pressed is gone. The keyboard goes on where the removal can be taken back, and then where it was.
        var (undo, name) = (_focusUndo && _removed is not null, _focusName);
        (_focusUndo, _focusName) = (false, null);
        try
        {
            if (undo)
                await _undo.FocusAsync(preventScroll: true);
            else if (name is { } id && _names.TryGetValue(id, out var button))
                await button.FocusAsync(preventScroll: true);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has left.
        }
    }

    private async Task LoadAsync()
    {
        var shown = _shown;
        var documents = shown is { } id ? await Attachments.ListAsync(id, _leaving.Token) : [];
        if (shown != _shown)
            return; // The reader has gone on meanwhile; that load draws.
        // What was removed a while ago is not asked about any more once something new is attached.
        if (documents.Except(_documents).Any())
            _removed = null;
        _documents = documents;
    }

    private async Task RemoveAsync(AttachmentInfo document)
    {
        if (!await Attachments.RemoveAsync(document.Id, _leaving.Token))
            return;
        await LoadAsync();
        (_removed, _focusUndo) = (document, true);
    }

    private async Task UndoAsync()
    {
        if (_removed is not { } removed)
            return;
        await Attachments.RestoreAsync(removed.Id, _leaving.Token);
        _removed = null;
        await LoadAsync();
        _focusName = removed.Id;
    }

    private void OnChanged(Guid conversation)
    {
        if (conversation != _shown)
            return;
        _ = InvokeAsync(async () =>
        {
            if (_leaving.IsCancellationRequested)
                return;
            try
            {
                await LoadAsync();
                StateHasChanged();
            }
            catch (OperationCanceledException)
            {
                // The page closed meanwhile.
            }
        });
    }
}
