namespace LatencyPortal.ChatPageBench;

/// <summary>What runs in the page to see when tokens are painted and what else the main thread does.</summary>
internal static class PageWatch
{
    /// <summary>Keeps in <c>window.paints</c> pairs of ms since 1970 and the highest token that is on the screen, and long tasks in <c>window.longTasks</c>.</summary>
    public const string Start = """
        () => {
          window.paints = [];
          window.longTasks = [];
          new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask' });
          const waiting = new WeakSet();
          // The text of a table alone would join its cells.
          const wordsOf = block => {
            const table = block.matches('table') ? block : block.querySelector('table');
            return table ? [...table.rows].slice(-20).flatMap(row => [...row.cells].map(cell => cell.textContent)).join(' ') : block.textContent.slice(-300);
          };
          const last = body => {
            // The end of the text is enough: tokens come in order.
            let text = '';
            for (let block = body.lastElementChild; block && text.length < 300; block = block.previousElementSibling) text = `${wordsOf(block)} ${text}`;
            return Math.max(-1, ...[...text.matchAll(/\bt(\d+)\b/g)].map(match => +match[1]));
          };
          new MutationObserver(() => {
            const body = [...document.querySelectorAll('[data-body]')].at(-1);
            if (!body || waiting.has(body)) return;
            waiting.add(body);
            requestAnimationFrame(() => {
              waiting.delete(body);
              const shown = last(body);
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => window.paints.push([performance.timeOrigin + performance.now(), shown]);
              port2.postMessage(0);
            });
          }).observe(document.querySelector('[data-messages]'), { subtree: true, childList: true, characterData: true });
        }
        """;

    /// <summary>Whether a token is on the screen and the answer has ended.</summary>
    public const string HasEnded = """
        token => window.paints.at(-1)?.[1] >= token
          && [...document.querySelectorAll('[data-testid=message-assistant]')].at(-1)?.dataset.state === 'Complete'
        """;
}
