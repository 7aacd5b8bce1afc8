namespace LatencyPortal.Settings;

internal static class ServerExtensions
{
    /// <summary>
    /// Requests and flushes run on the thread that finds them, which saves waking two more threads on the way to a first token (about
    /// 0.1 ms on an idle machine, docs/benchmarks.md). Completions of sockets still go to the thread pool, so that a handler that blocks
    /// holds one of its threads and not the reading of all connections.
    /// </summary>
    public static void AddServer(this WebApplicationBuilder builder) =>
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
}
