using CsCheck;
using LatencyPortal.Chat;
using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Chat;

public sealed class MessageEventLogTests
{
    private static readonly AnswerEnd End = new(MessageState.Complete, null, null, AnswerFigures.None);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_LateReader_GetsTheBacklogInOneBatch()
    {
        var log = new MessageEventLog();
        log.Append("a");
        log.Append("b");
        log.Complete(End);

        var batches = new List<IReadOnlyList<MessageEvent>>();
        await foreach (var batch in log.ReadAsync(0, Stop))
            batches.Add(batch);

        Assert.Equal([TextEvent(0, "a"), TextEvent(1, "b"), EndEvent(2)], Assert.Single(batches));
    }

    [Fact]
    public async Task ReadAsync_FromAnOffset_LeavesOutWhatWasRead()
    {
        var log = new MessageEventLog();
        log.Append("a");
        log.Append("b");
        log.Complete(End);

        Assert.Equal([1, 2], (await ReadAllAsync(log, 1, Stop)).Select(item => item.Sequence));
        Assert.Empty(await ReadAllAsync(log, 3, Stop));
    }

    [Fact]
    public async Task ReadAsync_WaitingReader_IsWokenByTheNextEvent()
    {
        var log = new MessageEventLog();
        await using var reader = log.ReadAsync(0, Stop).GetAsyncEnumerator(Stop);
        var next = reader.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        log.Append("a");

        Assert.True(await next);
        Assert.Equal("a", Assert.Single(reader.Current).Text);
    }

    [Fact]
    public async Task ReadAsync_ReaderLeaves_OthersGoOn()
    {
        var log = new MessageEventLog();
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var leaving = ReadAllAsync(log, 0, leave.Token);
        var staying = ReadAllAsync(log, 0, Stop);

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        log.Append("a");
        log.Complete(End);

        Assert.Equal(2, (await staying).Count);
    }

    [Fact]
    public void Append_AfterTheEnd_Throws()
    {
        var log = new MessageEventLog();
        log.Complete(End);

        Assert.Throws<InvalidOperationException>(() => log.Append("a"));
    }

    /// <summary>Readers that start anywhere, beside a writer that runs freely, all see the same gapless sequence.</summary>
    [Fact]
    public async Task ReadAsync_AnyInterleaving_EveryReaderSeesTheSameSequence() =>
        await Gen.Select(Gen.Int[0, 200], Gen.Int[0, 220].Array[1, 6], Gen.Int[0, 200]).SampleAsync(async (count, offsets, head) =>
        {
            var log = new MessageEventLog();
            var texts = Enumerable.Range(0, count).Select(i => $"{i} ").ToList();
            foreach (var text in texts.Take(head))
                log.Append(text);
            var readers = offsets.Select(offset => Task.Run(() => ReadAllAsync(log, offset, Stop), Stop)).ToList();
            foreach (var text in texts.Skip(head))
                log.Append(text);
            log.Complete(End);

            MessageEvent[] all = [.. texts.Select((text, i) => TextEvent(i, text)), EndEvent(count)];
            for (var i = 0; i < readers.Count; i++)
                Assert.Equal(all.Skip(offsets[i]), await readers[i]);
        }, iter: 200);

    private static MessageEvent TextEvent(int sequence, string text) => new(sequence, MessageEventKind.Text, text, 0);

    private static MessageEvent EndEvent(int sequence) => new(sequence, MessageEventKind.End, "", 0) { End = End };

    private static async Task<List<MessageEvent>> ReadAllAsync(MessageEventLog log, int offset, CancellationToken cancellationToken)
    {
        var read = new List<MessageEvent>();
        await foreach (var batch in log.ReadAsync(offset, cancellationToken))
            read.AddRange(batch);
        return read;
    }
}
