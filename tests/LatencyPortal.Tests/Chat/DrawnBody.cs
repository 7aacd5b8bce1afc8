using LatencyPortal.Chat;

namespace LatencyPortal.Tests.Chat;

/// <summary>What the page's module makes of operations: the same rules, without a browser.</summary>
internal sealed class DrawnBody
{
    private readonly List<string> _settled = [];

    public IReadOnlyList<string> Settled => _settled;

    public string Tail { get; private set; } = "";

    /// <summary>Whether everything was drawn anew.</summary>
    public bool Redrawn { get; private set; }

    public string Html => string.Concat(_settled) + Tail;

    public void Apply(IEnumerable<MarkdownOperation> operations)
    {
        foreach (var operation in operations)
        {
            switch (operation.Kind)
            {
                case MarkdownOperation.All:
                    _settled.Clear();
                    (Tail, Redrawn) = (operation.Html, true);
                    break;
                case MarkdownOperation.Tail:
                    Tail = operation.Html;
                    break;
                default:
                    if (_settled.Count == operation.Index)
                        _settled.Add(operation.Html);
                    break;
            }
        }
    }
}
