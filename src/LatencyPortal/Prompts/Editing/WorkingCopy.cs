using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Tokens;

namespace LatencyPortal.Prompts.Editing;

/// <summary>
/// What is being edited of one template, for all pages that have it open: each change is analysed, kept in the database and can be undone.
/// Any thread; changes are taken one after another.
/// </summary>
internal sealed class WorkingCopy(CopyState state, PromptStore store, TimeProvider time) : IDisposable
{
    private const int MostUndo = 200;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<UndoStep> _earlier = [];
    private readonly List<UndoStep> _later = [];

    /// <summary>The view in which each box got its text, for boxes that were changed since the first one.</summary>
    private readonly Dictionary<string, long> _changed = new(StringComparer.Ordinal);

    private readonly long _first = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Raised after each change, from any thread.</summary>
    public event Action? Changed;

    /// <summary>What it holds and what that means.</summary>
    public CopyView View { get; private set; } = new(state, Analyze(state, time), null, null, new Dictionary<string, string>(StringComparer.Ordinal), time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Whether a page follows it.</summary>
    public bool IsFollowed => Changed is not null;

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>Takes what was typed into boxes of a page, but for texts that somebody else changed since the page had them.</summary>
    public async Task<TypedAnswer> TypeAsync(TypedFields typed, CancellationToken cancellationToken)
    {
        // Letters of one page in one box are one change; another page's are another one, so that undo brings back what was overwritten.
        var only = typed.Fields.Count == 1 ? $"{typed.Page} {typed.Fields.Keys.First()}" : null;
        var theirs = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new List<string>();
        var number = await TakeAsync("typing", only, before =>
        {
            var texts = CopyFields.Of(before);
            foreach (var field in typed.Fields.Keys)
            {
                if (texts.TryGetValue(field, out var text) && IsForeign(field, typed))
                    theirs[field] = text;
                else
                    taken.Add(field);
            }

            return taken.Aggregate(before, (state, field) => CopyFields.Set(state, field, typed.Fields[field]));
        }, typed.Page, taken, cancellationToken);
        return new TypedAnswer(number, theirs);
    }

    /// <summary>Makes a change.</summary>
    /// <param name="what">What it is, as undo names it.</param>
    /// <param name="change">Makes it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task ChangeAsync(string what, Func<CopyState, CopyState> change, CancellationToken cancellationToken) =>
        TakeAsync(what, null, change, null, [], cancellationToken);

    /// <summary>Applies the fix of a kind that helps now: since it was offered, somebody may have typed.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> FixAsync(TemplateFixKind kind, CancellationToken cancellationToken)
    {
        var done = false;
        await ChangeAsync("the fix", before =>
        {
            // In its turn: the analysis belongs to this very state.
            if (View.Analysis.Fixes.FirstOrDefault(fix => fix.Kind == kind) is not { } fix)
                return before;
            done = true;
            return CopyState.Of(fix.Result, before);
        }, cancellationToken);
        return done;
    }

    /// <summary>Takes the last change back.</summary>
    public Task UndoAsync(CancellationToken cancellationToken) => StepAsync(_earlier, _later, cancellationToken);

    /// <summary>Makes the change again that was taken back last.</summary>
    public Task RedoAsync(CancellationToken cancellationToken) => StepAsync(_later, _earlier, cancellationToken);

    /// <summary>Whether a box has another text than the one that was typed into, and not from that page.</summary>
    private bool IsForeign(string field, TypedFields typed) =>
        typed.Bases is { } bases && bases.TryGetValue(field, out var began)
        && _changed.GetValueOrDefault(field, _first) > began
        && View.Writers.GetValueOrDefault(field) != typed.Page;

    private async Task StepAsync(List<UndoStep> from, List<UndoStep> to, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (from.Count == 0)
                return;
            var step = from[^1];
            from.RemoveAt(from.Count - 1);
            // What is typed next is a change of its own.
            to.Add(new UndoStep(step.What, View.State, null));
            await SetAsync(step.State, null, [], cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <returns>The number of the view that holds it.</returns>
    private async Task<long> TakeAsync(string what, string? field, Func<CopyState, CopyState> change, string? page, IEnumerable<string> typed, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var before = View.State;
            var after = change(before);
            if (ReferenceEquals(before, after))
                return View.Number;
            // Letters of one box are one change.
            if (field is null || _earlier.Count == 0 || _earlier[^1].Field != field)
                _earlier.Add(new UndoStep(what, before, field));
            if (_earlier.Count > MostUndo)
                _earlier.RemoveAt(0);
            _later.Clear();
            await SetAsync(after, page, typed, cancellationToken);
            return View.Number;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task SetAsync(CopyState state, string? page, IEnumerable<string> typed, CancellationToken cancellationToken)
    {
        var analysis = await Task.Run(() => Analyze(state, time), cancellationToken);
        var writers = new Dictionary<string, string>(View.Writers, StringComparer.Ordinal);
        foreach (var field in page is null ? [.. writers.Keys] : typed.ToList())
        {
            if (page is null)
                writers.Remove(field);
            else
                writers[field] = page;
        }

        // By the clock too: a page that outlived the copy it knew must not take an older number for a newer one.
        var number = Math.Max(View.Number + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        var before = CopyFields.Of(View.State);
        foreach (var (field, text) in CopyFields.Of(state))
        {
            if (before.GetValueOrDefault(field) != text)
                _changed[field] = number;
        }

        View = new CopyView(state, analysis, _earlier.LastOrDefault()?.What, _later.LastOrDefault()?.What, writers, number);
        Changed?.Invoke();
        await store.SaveDraftAsync(state.Template, cancellationToken);
    }

    private static TemplateAnalysis Analyze(CopyState state, TimeProvider time) => TemplateAnalyzer.Analyze(state.Template, time.GetUtcNow(), O200kCounter.Instance);

    private sealed record UndoStep(string What, CopyState State, string? Field);
}
