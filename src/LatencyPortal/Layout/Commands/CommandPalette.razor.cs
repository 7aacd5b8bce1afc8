using LatencyPortal.Chat;
using LatencyPortal.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LatencyPortal.Layout.Commands;

/// <summary>The command palette and the sheet of shortcuts, on every page.</summary>
public sealed partial class CommandPalette : ComponentBase, IAsyncDisposable
{
    private const int MostConversations = 8;

    private readonly CancellationTokenSource _leaving = new();
    private ElementReference _palette;
    private IJSObjectReference? _module;
    private CancellationTokenSource? _searching;
    private string _text = "";
    private IReadOnlyList<Command> _commands = CommandTable.All;
    private IReadOnlyList<Conversation> _conversations = [];

    [Inject] internal ConversationStore Store { get; init; } = null!;

    [Inject] internal IJSRuntime Js { get; init; } = null!;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync("leave", _palette);
                await _module.DisposeAsync();
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or JSException)
        {
            // The browser has left already.
        }

        _searching?.Dispose();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _module = await Js.InvokeAsync<IJSObjectReference>("import", _leaving.Token, "./Layout/Commands/CommandPalette.razor.js");
        await _module.InvokeVoidAsync("enter", _leaving.Token, _palette);
    }

    private async Task FilterAsync(ChangeEventArgs change)
    {
        _text = (change.Value as string ?? "").Trim();
        var words = _text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _commands = [.. CommandTable.All.Where(command => Matches(command.Name, words))];
        if (_searching is not null)
            await _searching.CancelAsync();
        _searching?.Dispose();
        _searching = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
        var searching = _searching.Token;
        try
        {
            IReadOnlyList<Conversation> all = words.Length == 0 ? [] : await Store.ListAsync(searching);
            if (!searching.IsCancellationRequested)
                _conversations = [.. all.Where(conversation => Matches(conversation.Title, words)).Take(MostConversations)];
        }
        catch (OperationCanceledException)
        {
            // More was typed meanwhile.
        }
    }

    private static bool Matches(string name, string[] words) => words.All(word => name.Contains(word, StringComparison.CurrentCultureIgnoreCase));

    private static string IdOf(string name) => $"lp-command-{name.Replace(' ', '-')}";
}
