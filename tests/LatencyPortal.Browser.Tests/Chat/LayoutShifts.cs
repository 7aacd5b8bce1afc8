namespace LatencyPortal.Browser.Tests.Chat;

/// <summary>Layout shifts as the browser reports them.</summary>
internal static class LayoutShifts
{
    /// <summary>
    /// Keeps in <c>window.shifts</c> what moved of the settled blocks of answers, that is of all but the last block, and in
    /// <c>window.settledShift</c> the sum of the scores of such shifts.
    /// </summary>
    public const string Watch = """
        () => {
          window.shifts = [];
          window.settledShift = 0;
          new PerformanceObserver(list => {
            for (const entry of list.getEntries()) {
              const moved = entry.sources.filter(({ node }) => {
                const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
                const body = element?.closest('[data-body]');
                return body && element !== body && !body.lastElementChild.contains(element);
              });
              if (moved.length > 0) window.settledShift += entry.value;
              for (const { node, previousRect: from, currentRect: to } of moved)
                window.shifts.push(`${entry.value.toFixed(5)}: ${node.nodeName} "${node.textContent.slice(0, 40)}" from ${from.x},${from.y} ${from.width}x${from.height} to ${to.x},${to.y} ${to.width}x${to.height}`);
            }
          }).observe({ type: 'layout-shift', buffered: true });
        }
        """;
}
