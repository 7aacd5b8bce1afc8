using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;

namespace LatencyPortal.Prompts.Editing;

/// <summary>
/// What one page shows of a working copy in figures: the strip, the forecast of each family, and counts in the tokens of the model inside the
/// portal as soon as they are known. On the page's thread alone.
/// </summary>
internal sealed class EditorFigures(ExactCount exact, ModelFamily local, IReadOnlyList<EditorFamily> families, EditorFamily chosen)
{
    private readonly IReadOnlyList<string> _localModels = families.FirstOrDefault(family => family.Family.Id == local.Id)?.Models ?? [];
    private PromptTemplate? _template;
    private TemplateAnalysis? _counted;
    private TemplateAnalysis? _countedOf;
    private bool _counting;

    /// <summary>The families, those in use first.</summary>
    public IReadOnlyList<EditorFamily> Families => families;

    /// <summary>The family that is shown.</summary>
    public EditorFamily Chosen { get; private set; } = chosen;

    /// <summary>The last analysis without problems.</summary>
    public TemplateAnalysis Seen { get; private set; } = new();

    /// <summary>What is shown: where the portal's own decoder was chosen, the analysis in its own tokens as soon as it is known.</summary>
    public TemplateAnalysis Shown => Of(Chosen.Family);

    /// <summary>The strip.</summary>
    public IReadOnlyList<BarPiece> Pieces { get; private set; } = [];

    /// <summary>What each family would serve.</summary>
    public IReadOnlyList<(EditorFamily Family, FamilyForecast? Forecast)> Rows { get; private set; } = [];

    /// <summary>What cards point at: the newest analysis, in the same tokens as the strip where those belong to the same text.</summary>
    public TemplateAnalysis Newest(CopyView view) => ReferenceEquals(_countedOf, view.Analysis) ? Shown : view.Analysis;

    /// <summary>Whether a family's tokens are its own count.</summary>
    public bool IsExact(ModelFamily family) => O200kCounter.IsOf(family) || (IsLocal(family) && _counted is not null);

    /// <summary>Chooses another family, by id.</summary>
    public void Choose(string id)
    {
        Chosen = families.First(family => family.Family.Id == id);
        Forecast();
    }

    /// <summary>Takes the working copy as it is now; one with problems leaves the figures as they were.</summary>
    /// <returns>Whether it is another one than before, and has to be counted.</returns>
    public bool Look(CopyView view)
    {
        if (view.Analysis.Problems.Count > 0 || ReferenceEquals(view.Analysis, Seen))
            return false;
        (Seen, _template) = (view.Analysis, view.State.Template);
        Forecast();
        return true;
    }

    /// <summary>Counts in the tokens of the model inside the portal, until nothing newer came meanwhile.</summary>
    /// <returns>Whether the figures are others now.</returns>
    public async Task<bool> CountAsync(CancellationToken cancellationToken)
    {
        if (_counting || _localModels.Count == 0)
            return false;
        _counting = true;
        try
        {
            while (!ReferenceEquals(_countedOf, Seen) && _template is { } template)
            {
                var (done, counted) = (Seen, (TemplateAnalysis?)null);
                foreach (var model in _localModels)
                    counted ??= await exact.OfAsync(model, template, cancellationToken);
                (_counted, _countedOf) = (counted, done);
            }

            Forecast();
            return true;
        }
        finally
        {
            _counting = false;
        }
    }

    private bool IsLocal(ModelFamily family) => family.Id == local.Id;

    private TemplateAnalysis Of(ModelFamily family) => IsLocal(family) && _counted is { } counted ? counted : Seen;

    private void Forecast()
    {
        Pieces = BarPiece.Of(Shown.Parts);
        Rows = [.. families.Select(family => (family, family.Family.Mechanism == CacheMechanism.None ? null : FamilyForecaster.Of(Of(family.Family), family.Family)))];
    }
}
