using System.Threading.Channels;
using LatencyPortal.Decoding.Scheduling;

namespace LatencyPortal.Decoding.Tests.Scheduling;

/// <summary>A request on its way through a loop, and what came out of it.</summary>
internal sealed class LoopAnswer(DecodeJob job, ChannelReader<PieceEvent> output)
{
    private readonly List<PieceEvent> _events = [];

    public DecodeJob Job { get; } = job;

    public Task Completion => output.Completion;

    public IReadOnlyList<PieceEvent> Events
    {
        get
        {
            while (output.TryRead(out var piece))
                _events.Add(piece);
            return _events;
        }
    }

    /// <summary>Answered, cancelled or failed; nothing more will come.</summary>
    public bool IsOver
    {
        get
        {
            _ = Events;
            return output.Completion.IsCompleted;
        }
    }

    public string Text => Job.Text.Read(0, Job.Text.Length);

    public DecodeUsage Usage => Events[^1].Usage;
}
