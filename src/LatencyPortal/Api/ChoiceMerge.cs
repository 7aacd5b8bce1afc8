using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LatencyPortal.Api;

/// <summary>Reads the answers of a request together, each piece as it comes. When one fails, all end.</summary>
internal static class ChoiceMerge
{
    /// <summary>Pieces that may wait for the writer; beyond them metering keeps what comes.</summary>
    private const int ReadAhead = 64;

    public static IAsyncEnumerable<ChoiceStep> ReadAsync(IReadOnlyList<ChoiceRun> runs, CancellationToken cancellationToken) =>
        runs is [var only] ? StepsAsync(only, cancellationToken) : ManyAsync(runs, cancellationToken);

    private static async IAsyncEnumerable<ChoiceStep> StepsAsync(ChoiceRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in run.ReadAsync(cancellationToken))
            yield return new ChoiceStep(run, part);
        yield return new ChoiceStep(run, null);
    }

    private static async IAsyncEnumerable<ChoiceStep> ManyAsync(IReadOnlyList<ChoiceRun> runs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var steps = Channel.CreateBounded<ChoiceStep>(ReadAhead);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pumps = Task.WhenAll(runs.Select(run => Task.Run(() => PumpAsync(run, steps.Writer, ended.Token), CancellationToken.None)));
        var closing = CloseAsync(pumps, steps.Writer);
        try
        {
            await foreach (var step in steps.Reader.ReadAllAsync(cancellationToken))
                yield return step;
        }
        finally
        {
            // No answer goes on without the others.
            await ended.CancelAsync();
            await closing;
        }
    }

    private static async Task PumpAsync(ChoiceRun run, ChannelWriter<ChoiceStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var step in StepsAsync(run, cancellationToken))
                await steps.WriteAsync(step, cancellationToken);
        }
        catch (Exception e)
        {
            // The first failure is told; those that follow from it find the channel closed.
            steps.TryComplete(e);
        }
    }

    private static async Task CloseAsync(Task pumps, ChannelWriter<ChoiceStep> steps)
    {
        await pumps;
        steps.TryComplete();
    }
}
