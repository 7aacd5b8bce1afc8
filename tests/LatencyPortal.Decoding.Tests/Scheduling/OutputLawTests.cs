using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Scheduling;

/// <summary>
/// The law of whole answers, by enumeration instead of statistics. The target is a Markov chain over three tokens whose
/// followers are equally likely; chance is an order of the three at each position, and every sequence of orders is tried
/// once. Of the followers the one that stands first wins, so each must win equally often, exactly.
/// </summary>
public sealed class OutputLawTests
{
    private const int Length = 4;

    private static readonly int Newline = TinyTokenizer.Byte((byte)'\n');

    private static readonly int[] Letters = [TinyTokenizer.Byte((byte)'x'), TinyTokenizer.Byte((byte)'y'), TinyTokenizer.Byte((byte)'z'), TinyTokenizer.Byte((byte)'w')];

    private static readonly int[][] Orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    private static readonly Dictionary<int, int[]> Target = Chain([0, 1], [0, 1, 2], [0, 2], [1, 2]);

    public static TheoryData<int, string> Cases => new()
    {
        { 0, "target" },
        { 1, "target" }, { 2, "target" }, { 3, "target" },
        { 1, "other law" }, { 2, "other law" }, { 3, "other law" },
        { 1, "never right" }, { 2, "never right" }, { 3, "never right" },
        { 1, "repetitions" }, { 2, "repetitions" }, { 3, "repetitions" },
    };

    /// <param name="drafted">Tokens of every proposal.</param>
    /// <param name="drafter">What the draft model believes.</param>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Answer_OverAllChances_HasTheLawOfTheTarget(int drafted, string drafter)
    {
        var draft = drafter switch
        {
            "target" => Target,
            // Certain of one follower each, where the target has a choice.
            "other law" => Chain([1], [2], [0], [1]),
            // What the target never says.
            "never right" => Chain([3], [3], [3], [3]),
            _ => null,
        };
        // The prompt of the last case repeats itself, so that the n-gram drafter always has something to say.
        int[] prompt = drafter == "repetitions"
            ? [Newline, Letters[0], Letters[1], Newline, Letters[0], Letters[1], Newline, Letters[0], Letters[1], Newline]
            : [Newline];
        using var fixture = new LoopFixture(
            new TinyDecoder { Layers = 1, Chain = Target },
            draft is null ? null : new TinyDecoder { Layers = 1, Chain = draft },
            new DecodingOptions { FixedDraft = drafted, PrefixCacheBytes = 0 },
            (seed, position, noise) => Order(seed, position - prompt.Length, noise));

        var counts = new Dictionary<string, int>();
        var all = (int)Math.Pow(Orders.Length, Length);
        // The first run of a model is plain, because its cost is unknown; it is not one of the counted ones.
        fixture.RunAll(LoopFixture.Ask(prompt, Length));
        for (var chance = 0; chance < all; chance++)
        {
            var answer = LoopFixture.Ask(prompt, Length, temperature: 1, seed: chance);
            fixture.RunAll(answer);
            counts[answer.Text] = counts.GetValueOrDefault(answer.Text) + 1;
        }

        Assert.Equal(Law(all), counts);
        var model = fixture.Loop.Speculation.Single(stats => stats.Source == TokenOrigin.DraftModel);
        var repeats = fixture.Loop.Speculation.Single(stats => stats.Source == TokenOrigin.NGram);
        Assert.Equal(drafted > 0, model.Drafted + repeats.Drafted > 0);
        Assert.Equal(drafted > 0 && drafter is "target" or "other law", model.Accepted > 0);
        Assert.Equal(drafter == "repetitions", repeats.Accepted > 100);
    }

    /// <summary>How often each answer must come: all chances, shared equally among the followers at each step.</summary>
    private static Dictionary<string, int> Law(int all)
    {
        var law = new Dictionary<string, int>();
        Go(Newline, "", all);
        return law;

        void Go(int last, string text, int share)
        {
            if (text.Length == Length)
            {
                law.Add(text, share);
                return;
            }

            foreach (var follower in Target[last])
                Go(follower, text + (char)(follower - TinyTokenizer.Byte(0)), share / Target[last].Length);
        }
    }

    private static Dictionary<int, int[]> Chain(params int[][] followers) => new[] { Newline, Letters[0], Letters[1], Letters[2] }
        .Zip(followers)
        .ToDictionary(pair => pair.First, pair => pair.Second.Select(letter => Letters[letter]).ToArray());

    /// <summary>The order of the letters that a number stands for at a position: who comes first has the largest number.</summary>
    private static void Order(long chance, long position, Span<float> noise)
    {
        noise.Fill(1e-6f);
        for (var i = 0; i < position; i++)
            chance /= Orders.Length;
        var order = Orders[chance % Orders.Length];
        for (var place = 0; place < order.Length; place++)
            noise[Letters[order[place]]] = 0.9f - (0.3f * place);
    }
}
