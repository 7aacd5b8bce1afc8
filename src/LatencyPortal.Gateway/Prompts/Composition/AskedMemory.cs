using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>
/// Remembers what the model saw of a question. Callers of the API send their history as it was asked, and what a template put around a
/// question then, such as the hour, would come out otherwise now: the prompt would part from the one before at the first turn. In memory
/// alone, and the oldest go first; what is forgotten is rendered anew. Any thread.
/// </summary>
/// <param name="mostCharacters">Characters that are kept at most, 1 or more.</param>
public sealed class AskedMemory(int mostCharacters = 16 * 1024 * 1024)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, LinkedListNode<(UInt128 Key, string Text)>> _known = [];
    private readonly LinkedList<(UInt128 Key, string Text)> _byUse = new();
    private long _characters;

    /// <summary>Composes a prompt whose earlier questions stand as the model saw them, and remembers how it sees the new one.</summary>
    /// <inheritdoc cref="PromptComposer.Compose" path="/exception"/>
    public ComposedPrompt Compose(CompiledTemplate template, ComposeRequest request)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(request);
        if (!request.HistoryIsRaw)
            return PromptComposer.Compose(template, request);
        var keys = AskedKeys.Of(template.Template.Name, request);
        var prompt = PromptComposer.Compose(template, request with { AskedBefore = place => keys.TryGetValue(place, out var key) ? Find(key) : null });
        if (keys.TryGetValue(request.History.Count, out var last))
            Remember(last, prompt.Asked);
        return prompt;
    }

    private string? Find(UInt128 key)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(key, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Text;
        }
    }

    private void Remember(UInt128 key, string text)
    {
        lock (_gate)
        {
            // The same request again, as after a failure, is seen as it is asked now.
            if (_known.Remove(key, out var before))
                Forget(before);
            _known[key] = _byUse.AddLast((key, text));
            _characters += text.Length;
            while (_characters > mostCharacters && _byUse.First is { } oldest)
            {
                _known.Remove(oldest.Value.Key);
                Forget(oldest);
            }
        }
    }

    private void Forget(LinkedListNode<(UInt128 Key, string Text)> node)
    {
        _byUse.Remove(node);
        _characters -= node.Value.Text.Length;
    }
}
