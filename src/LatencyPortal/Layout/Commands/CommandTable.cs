namespace LatencyPortal.Layout.Commands;

/// <summary>All commands; palette, help sheet and keys are made of this one table.</summary>
internal static class CommandTable
{
    /// <summary>What the palette offers. <c>Mod</c> is Ctrl, and Command on a Mac.</summary>
    public static IReadOnlyList<Command> All { get; } =
    [
        new("New chat", "Mod+Shift+O") { Href = "/" },
        new("Write a message", "Shift+Escape") { Target = "[data-composer]" },
        new("Search conversations", "/") { Target = "[data-search]" },
        new("Stop the answer", "Escape") { Target = "[data-stop]" },
        new("Jump to the start of the answer", "Alt+ArrowUp") { Target = "[data-jump-start]" },
        new("Jump to the latest", "Alt+ArrowDown") { Target = "[data-jump]" },
        new("Copy the last answer", "Mod+Shift+Y") { Target = "[data-copy]:not([data-copy=code])" },
        new("Show or hide the conversations", "Mod+Shift+L") { Target = "[data-toggle-list]" },
        new("Instructions and parameters of this conversation") { Target = "[data-parameters]" },
        new("Latency") { Href = "/latency" },
        new("Prompts") { Href = "/prompts" },
        new("Fleet") { Href = "/fleet" },
        new("Settings") { Href = "/settings" },
        new("Help") { Href = "/help" },
        new("Dark colours") { Target = "[data-command][data-theme-choice=dark]" },
        new("Light colours") { Target = "[data-command][data-theme-choice=light]" },
        new("Colours like the system") { Target = "[data-command][data-theme-choice=system]" },
        new("Keyboard shortcuts", "?") { Target = "[data-show-keys]" },
    ];

    /// <summary>Keys that mean something in one place only; they are shown in the help sheet.</summary>
    public static IReadOnlyList<Command> Local { get; } =
    [
        new("Command palette", "Mod+K"),
        new("Send the message", "Enter"),
        new("New line in the message", "Shift+Enter"),
    ];
}
