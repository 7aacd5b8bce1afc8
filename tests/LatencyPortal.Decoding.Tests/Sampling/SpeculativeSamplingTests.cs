using CsCheck;
using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Tests.Constraints;

namespace LatencyPortal.Decoding.Tests.Sampling;

/// <summary>Drafts are tried and taken back; the answer is that of one token after another.</summary>
public sealed class SpeculativeSamplingTests
{
    private static readonly int Size = Vocabularies.Tokens.Count;

    private static readonly JsonConstraint Constraint = JsonConstraint.Compile(
        """{"properties":{"name":{"type":"string","maxLength":30},"list":{"type":"array","items":{"type":"integer"}}},"required":["name","list"]}""",
        Vocabularies.Small);

    [Fact]
    public void Sample_WithDraftsTakenBack_GivesTheAnswerWithout() =>
        Gen.Select(Gen.Long, Gen.OneOf(Gen.Const(0.0), Gen.Const(0.8)), Gen.Int[1, 6], Gen.Int[0, 3], Gen.Bool).Sample(
            (seed, temperature, most, kind, constrained) =>
            {
                var options = new SamplingOptions(temperature, 0.95, seed)
                {
                    TopK = 50,
                    MinP = 0.01,
                    RepetitionPenalty = 1.2,
                    PresencePenalty = 0.2,
                    FrequencyPenalty = 0.3,
                    LogitBias = [(5, 2)],
                };
                Assert.Equal(Plain(options, constrained), Speculative(options, constrained, most, kind));
            },
            iter: 100,
            threads: 1);

    private static List<int> Plain(SamplingOptions options, bool constrained)
    {
        var answer = new Answer(options, constrained);
        while (answer.Tokens.Count < 40 && answer.Commit(answer.Draw()))
            continue;
        return answer.Tokens;
    }

    private static List<int> Speculative(SamplingOptions options, bool constrained, int most, int kind)
    {
        var random = new Random((int)options.Seed);
        var truth = kind == 0 ? [] : Plain(options, constrained);
        var answer = new Answer(options, constrained);
        var going = true;
        while (going && answer.Tokens.Count < 40)
        {
            // 1. Drafts: nonsense, the truth, the truth with errors, or what is forced.
            var drafts = new int[most];
            for (var i = 0; i < most; i++)
            {
                var at = answer.Tokens.Count + i;
                drafts[i] = at < truth.Count && (kind == 1 || random.Next(3) > 0) ? truth[at] : random.Next(Size);
            }

            if (kind == 3)
                answer.Forced(drafts);

            // 2. Every position is drawn with the drafts before it in place, then they go.
            var drawn = answer.Verify(drafts);
            for (var i = 0; going && i < drawn.Count && answer.Tokens.Count < 40; i++)
                going = answer.Commit(drawn[i]);
        }

        return answer.Tokens;
    }

    /// <summary>One answer of a model whose logits depend on all tokens before.</summary>
    private sealed class Answer(SamplingOptions options, bool constrained)
    {
        private readonly Sampler _sampler = new(Size);
        private readonly TokenHistory _history = new([7, 8, 9]);
        private readonly TokenMask _mask = new(Size);
        private readonly TokenConstraint? _constraint = constrained ? Constraint.Start() : null;
        private readonly float[] _logits = new float[Size];

        public List<int> Tokens { get; } = [];

        public int Draw()
        {
            long state = 17;
            foreach (var token in _history.Tokens)
                state = (state * 31) + token;
            CounterNoise.Fill(state, 0, _logits);
            for (var id = 0; id < Size; id++)
                _logits[id] *= 12;
            _constraint?.FillMask(_mask);
            return _sampler.Sample(_logits, options, _history, _constraint is null ? null : _mask, _history.Length, out _);
        }

        public bool Commit(int token)
        {
            Tokens.Add(token);
            _history.Push(token);
            Assert.True(_constraint?.Advance(token) ?? true);
            return token != Vocabularies.End;
        }

        public void Forced(Span<int> drafts) => _constraint?.GetForced(drafts);

        /// <summary>The drawn tokens as far as the drafts agree, and the one after.</summary>
        public List<int> Verify(int[] drafts)
        {
            var drawn = new List<int>();
            var tried = 0;
            foreach (var draft in drafts)
            {
                drawn.Add(Draw());
                if (drawn[^1] != draft || draft == Vocabularies.End)
                    break;
                _history.Push(draft);
                _constraint?.Advance(draft);
                tried++;
            }

            if (tried == drafts.Length)
                drawn.Add(Draw());
            _history.Pop(tried);
            _constraint?.Rewind(tried);
            return drawn;
        }
    }
}
