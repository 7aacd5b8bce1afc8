using LatencyPortal.Chat.Parameters;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LatencyPortal.Chat;

/// <summary>The sheet with the conversation's parameters.</summary>
public sealed partial class ChatPage
{
    private ElementReference _tune;
    private bool _tuning;
    private bool _newDiffers;

    private bool SettingsDiffer => _conversation is { } conversation ? ChatSettings.Of(conversation).Differ : _newDiffers;

    /// <summary>The module tells whether what waits for the first question of a new chat differs from the defaults.</summary>
    [JSInvokable]
    public void TellNewSettings(bool differ)
    {
        _newDiffers = differ;
        StateHasChanged();
    }

    private async Task CloseSheetAsync()
    {
        _tuning = false;
        await _tune.FocusAsync();
    }
}
