using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Scheduling;

public sealed class DecodeLoopStressTests
{
    /// <summary>A thousand joins, leaves, branches and cancellations in an order that a seed decides.</summary>
    [Theory]
    [InlineData(1, nameof(TinyAttention.Grouped))]
    [InlineData(2, nameof(TinyAttention.Grouped))]
    [InlineData(3, nameof(TinyAttention.Concat))]
    public void Run_RandomJoinsBranchesAndCancellations_KeepsEveryAnswerRight(int seed, string attention)
    {
        var random = new Random(seed);
        var model = new TinyDecoder { ContextLength = 512, Attention = Enum.Parse<TinyAttention>(attention) };
        var options = new DecodingOptions { MaxSequences = 4, PrefillChunk = 16, PrefixCacheBytes = 150_000 };
        using var loop = new LoopFixture(model, new TinyDecoder { Layers = 1, ContextLength = 512 }, options);
        using var alone = new LoopFixture(model, options: new DecodingOptions { MaxSequences = 1, PrefixCacheBytes = 0 });
        var trunks = Enumerable.Range(0, 5).Select(_ => Tokens(random, random.Next(5, 60))).ToArray();
        var running = new List<(LoopAnswer Answer, CancellationTokenSource Cancel)>();
        var done = new List<LoopAnswer>();

        for (var operation = 0; operation < 1000; operation++)
        {
            var choice = random.Next(10);
            if (choice < 2)
            {
                var cancel = new CancellationTokenSource();
                var trunk = trunks[random.Next(trunks.Length)];
                int[] prompt = [.. trunk[..random.Next(1, trunk.Length)], .. Tokens(random, random.Next(0, 5))];
                var answer = LoopFixture.Ask(prompt, random.Next(1, 40), random.Next(2) * 0.9, random.Next(3), cancellation: cancel);
                if (loop.Loop.CanAdmit || loop.Loop.CanOvertake(answer.Job))
                {
                    loop.Loop.Admit(answer.Job);
                    running.Add((answer, cancel));
                }
                else
                {
                    cancel.Dispose();
                }
            }
            else if (choice == 2 && running.Count > 0)
            {
                running[random.Next(running.Count)].Cancel.Cancel();
            }
            else if (loop.Loop.HasWork)
            {
                loop.Loop.Step();
            }

            Settle();
            Assert.InRange(loop.Loop.Prefixes.Bytes, 0, options.PrefixCacheBytes);
        }

        while (loop.Loop.HasWork)
            loop.Loop.Step();
        Settle();

        Assert.Empty(running);
        Assert.InRange(done.Count, 50, 1000);
        foreach (var answer in done)
        {
            var job = answer.Job;
            var expected = LoopFixture.Ask(job.Prompt, job.MaxTokens, job.Sampling.Temperature, job.Sampling.Seed, speculate: false);
            alone.RunAll(expected);
            Assert.Equal(expected.Text, answer.Text);
            Assert.Equal(expected.Usage.OutputTokens, answer.Usage.OutputTokens);
        }

        void Settle()
        {
            foreach (var (answer, cancel) in running.ToList())
            {
                if (!answer.IsOver)
                    continue;
                if (answer.Events[^1].Kind == DecodedPieceKind.Finished)
                    done.Add(answer);
                running.Remove((answer, cancel));
                cancel.Dispose();
            }
        }
    }

    private static int[] Tokens(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(4, TinyTokenizer.Size))];
}
