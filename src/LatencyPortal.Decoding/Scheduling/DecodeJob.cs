using System.Threading.Channels;
using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>One request as the scheduler takes it.</summary>
/// <param name="Prompt">Token ids of the rendered prompt.</param>
/// <param name="Cuts">Ascending lengths of the prompt at which messages end.</param>
/// <param name="MaxTokens">Most tokens to generate; fits into the context.</param>
/// <param name="Sampling">How tokens are drawn.</param>
/// <param name="Format">What the answer must look like; null when it is free. Used by the scheduler's thread alone.</param>
/// <param name="Stop">Texts that end the answer.</param>
/// <param name="Salt">Whose prefixes may be used.</param>
/// <param name="Speculate">Whether tokens may be proposed by drafters.</param>
/// <param name="Text">Where the text goes.</param>
/// <param name="Output">Where the events go; has room for all of them, so writing never waits.</param>
/// <param name="Cancellation">Ends the request, waiting or running.</param>
internal sealed record DecodeJob(
    int[] Prompt,
    int[] Cuts,
    int MaxTokens,
    SamplingOptions Sampling,
    JsonConstraint? Format,
    IReadOnlyList<string> Stop,
    string Salt,
    bool Speculate,
    Text.TextLog Text,
    ChannelWriter<PieceEvent> Output,
    CancellationToken Cancellation)
{
    private int _claimed;

    /// <summary>Told how far the prompt is read; see <see cref="DecodeRequest.PromptRead"/>.</summary>
    public Action<PromptProgress>? PromptRead { get; init; }

    /// <summary>Whether the answer has begun within the prompt; see <see cref="DecodeRequest.Begun"/>.</summary>
    public bool HasBegun { get; init; }

    /// <summary>Called once, when nothing more will come.</summary>
    public Action? Ended { private get; set; }

    /// <summary>Whoever gets true begins the request, or ends it in the queue.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>Nothing more will come; with an error, because of it. Only the first call counts.</summary>
    public void Complete(Exception? error = null)
    {
        if (Output.TryComplete(error))
            Ended?.Invoke();
    }
}
