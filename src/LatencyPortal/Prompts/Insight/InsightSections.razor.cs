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
    private IReadOnlyList<PromptLabel> _labels = [];

    /// <summary>Name of the template.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    /// <summary>The working copy as it is on the page; <see langword="null"/> takes the stored one.</summary>
    [Parameter] public PromptTemplate? Draft { get; set; }

    /// <summary>Its labels as they are on the page; <see langword="null"/> takes the stored ones.</summary>
    [Parameter] public IReadOnlyList<PromptLabel>? Labels { get; set; }

    [Inject] internal InsightReader Reader { get; init; } = null!;

    [Inject] internal PromptStore Store { get; init; } = null!;

    [Inject] internal NavigationManager Navigation { get; init; } = null!;

    private bool IsInProduction => Known.Any(label => label.Label == TemplateReference.Production);

    private bool HasVersion => Known.Any(label => label.Label == TemplateReference.Draft);

    private IReadOnlyList<PromptLabel> Known => Labels ?? _labels;

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
            var labels = Labels is null ? await Store.LabelsAsync(name, _closed.Token) : [];
            var view = await Reader.ReadAsync(name, _closed.Token);
            if (name == _read) // otherwise another template was chosen meanwhile; its own reading is under way
                (_view, _template, _labels, _problem) = (view, Draft ?? stored, labels, null);
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
