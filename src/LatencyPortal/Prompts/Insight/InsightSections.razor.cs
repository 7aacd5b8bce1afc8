using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Prompts.Insight;

/// <summary>What the recorded requests of a template tell: how often variables change, what its working copy would save, predictions and markers.</summary>
public sealed partial class InsightSections : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private string? _read;
    private InsightView? _view;
    private PromptTemplate? _template;
    private string? _problem;

    /// <summary>Name of the template.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    /// <summary>The working copy as it is on the page; <see langword="null"/> takes the stored one.</summary>
    [Parameter] public PromptTemplate? Draft { get; set; }

    [Inject] internal InsightReader Reader { get; init; } = null!;

    [Inject] internal PromptStore Store { get; init; } = null!;

    [Inject] internal NavigationManager Navigation { get; init; } = null!;

    private string Example => $$"""
        curl {{Navigation.BaseUri}}v1/chat/completions \
          -H "Content-Type: application/json" \
          -d '{"template": "{{Name}}", "messages": [{"role": "user", "content": "What is TTFT?"}]}'
        """;

    /// <inheritdoc />
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (Draft is not null)
            _template = Draft;
        // With each letter that is typed the working copy is another, and the requests are the same.
        if (_read == Name)
            return;
        var name = _read = Name;
        _view = null;
        try
        {
            var stored = Draft is null ? await Store.FindDraftAsync(name, _closed.Token) : null;
            var view = await Reader.ReadAsync(name, _closed.Token);
            if (name == _read) // otherwise another template was chosen meanwhile; its own reading is under way
                (_view, _template, _problem) = (view, Draft ?? stored, null);
        }
        catch (SqliteException e)
        {
            _problem = $"The request records cannot be read: {e.Message}";
        }
        catch (TemplateException e)
        {
            _problem = e.Message;
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }
}
