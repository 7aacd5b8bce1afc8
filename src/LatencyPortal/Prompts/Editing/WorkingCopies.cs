namespace LatencyPortal.Prompts.Editing;

/// <summary>The working copies that are, or lately were, open. Any thread.</summary>
internal sealed class WorkingCopies : IDisposable
{
    /// <summary>Copies that nobody looks at are let go beyond this; what they hold is in the database.</summary>
    private const int MostKept = 32;

    private readonly PromptStore _store;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, WorkingCopy> _copies = new(StringComparer.Ordinal);

    public WorkingCopies(PromptStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>The working copy of a template; <see langword="null"/> when there is no such template.</summary>
    public async Task<WorkingCopy?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var draft = await _store.FindDraftAsync(name, cancellationToken);
            if (draft is null)
            {
                _copies.Remove(name);
                return null;
            }

            // A template that was deleted and made anew, or saved by somebody else, is not what is remembered here.
            if (_copies.TryGetValue(name, out var copy) && (copy.IsFollowed || PromptJson.Write(copy.View.State.Template) == PromptJson.Write(draft)))
                return copy;
            foreach (var idle in _copies.Where(pair => !pair.Value.IsFollowed).Select(pair => pair.Key).Take(Math.Max(0, _copies.Count - MostKept)).ToList())
                _copies.Remove(idle);
            return _copies[name] = new WorkingCopy(CopyState.Of(draft), _store, _time);
        }
        finally
        {
            _turn.Release();
        }
    }
}
