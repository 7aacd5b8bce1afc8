using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Chat.Streaming;

/// <summary>
/// Finds what has to change so that nodes look like others. Text that streams changes at its end, so the first difference is
/// nearly always in the last node, or in the last node of that: only from there on anything is sent.
/// </summary>
internal static class DomDiff
{
    /// <summary>Writes the changes.</summary>
    /// <param name="batch">Where they go.</param>
    /// <param name="depth">How many last elements lead from the body to the parent of the nodes.</param>
    /// <param name="index">How many children stand before them.</param>
    /// <param name="cut">Characters of the first node, a text, that stand before what is known of it; 0 when it is known whole.</param>
    /// <param name="shown">The nodes as they are; behind them stands nothing.</param>
    /// <param name="wanted">The nodes as they should be.</param>
    public static void Write(BatchWriter batch, int depth, int index, int cut, IReadOnlyList<DomNode> shown, IReadOnlyList<DomNode> wanted)
    {
        var same = 0;
        while (same < shown.Count && same < wanted.Count && DomNode.AreEqual(shown[same], wanted[same]))
            same++;
        if (same == shown.Count && same == wanted.Count)
            return;

        var (old, next) = (same < shown.Count ? shown[same] : null, same < wanted.Count ? wanted[same] : null);
        if (same == shown.Count - 1 && old is DomElement before && next is DomElement after && before.LooksLike(after))
        {
            Write(batch, depth + 1, 0, 0, before.Children, after.Children);
            if (wanted.Count > same + 1)
                batch.Change(depth, index + same + 1, -1, wanted.Skip(same + 1));
        }
        else if (old is DomText from && next is DomText to)
        {
            var common = from.Text.AsSpan().CommonPrefixLength(to.Text);
            if (common > 0 && char.IsHighSurrogate(to.Text[common - 1]))
                common--;
            batch.Change(depth, index + same, common + (same == 0 ? cut : 0), wanted.Skip(same + 1).Prepend(new DomText(to.Text[common..])));
        }
        else
        {
            batch.Change(depth, index + same, -1, wanted.Skip(same));
        }
    }
}
