using CsCheck;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Gateway.Tests.Resilience.Affinity;

namespace LatencyPortal.Gateway.Tests.Prompts.Traces;

public sealed class TracePredictorTests
{
    /// <summary>Prompts that begin alike often: a walk down a tree with two ways at each block. A block's name is its way from the root.</summary>
    private static readonly Gen<TraceRequest> Request = Gen.Select(Gen.Int[0, 1].Array[0, 6], Gen.Int[1, 9].Array[6], Gen.Int[0, 30]).Select((ways, lengths, tail) =>
    {
        var (blocks, tokensTo) = (new ulong[ways.Length], new int[ways.Length]);
        for (var i = 0; i < ways.Length; i++)
        {
            blocks[i] = ((i == 0 ? 1 : blocks[i - 1]) << 1) | (uint)ways[i];
            tokensTo[i] = (i == 0 ? 0 : tokensTo[i - 1]) + lengths[i];
        }

        return new TraceRequest(default, blocks, tokensTo, tokensTo.LastOrDefault() + tail);
    });

    private static readonly Gen<TraceRequest[]> Trace = Gen.Select(Request, Gen.Int[0, 3], Gen.Int[-1, 40]).Array[0, 60].Select(rows =>
    {
        var now = TimeSpan.Zero;
        return rows.Select(row =>
        {
            now += TimeSpan.FromSeconds(row.Item2);
            return row.Item1 with { At = now, CachedTokens = row.Item3 < 0 ? null : row.Item3 };
        }).ToArray();
    });

    /// <summary>Chooses a replica from the number of a request, what each replica has of it, and the requests of each so far.</summary>
    private delegate int Choose(TraceRequest request, int number, int[] hits, int[] requests);

    [Fact]
    public void Result_OneAfterAnother_IsThatOfLists() =>
        CheckAll(ReplicaPolicy.RoundRobin, replicas => (_, number, _, _) => number % replicas);

    [Fact]
    public void Result_LongestPrefix_IsThatOfListsAndTheLeastBusyAmongEquals() =>
        CheckAll(ReplicaPolicy.LongestPrefix, _ => (_, _, hits, requests) => Busy(hits, requests));

    [Fact]
    public void Result_SecondBlock_IsThatOfListsWithEachBlockAtItsPlace() =>
        CheckAll(ReplicaPolicy.SecondBlock, replicas => (request, _, hits, requests) =>
            request.Blocks.Length == 0 ? Busy(hits, requests) : Place(request.Blocks[Math.Min(1, request.Blocks.Length - 1)], replicas));

    [Fact]
    public void Result_BySecondBlock_SpreadsBlocksEvenly()
    {
        const int Replicas = 8;
        var predictor = new TracePredictor(new CacheSetup(Replicas: Replicas, Policy: ReplicaPolicy.SecondBlock));
        for (var i = 0UL; i < 8_000; i++)
            predictor.Add(new TraceRequest(default, [0, i + 1], [10, 20], 20));

        // A thousand each, give or take: four times the standard deviation of a fair throw.
        Assert.All(predictor.Result().Replicas, replica => Assert.InRange(replica.Requests, 880, 1_120));
    }

    [Fact]
    public void Result_NothingCame_IsNothing()
    {
        var result = new TracePredictor(new CacheSetup()).Result();

        Assert.Equal(default, result.All);
        Assert.Equal(default, result.SecondHalf);
        Assert.Null(result.Reported);
    }

    private static int Busy(int[] hits, int[] requests) =>
        Enumerable.Range(0, hits.Length).OrderByDescending(i => hits[i]).ThenBy(i => requests[i]).First();

    /// <summary>Where a lone request that begins with a block goes.</summary>
    private static int Place(ulong block, int replicas)
    {
        var predictor = new TracePredictor(new CacheSetup(Replicas: replicas, Policy: ReplicaPolicy.SecondBlock));
        predictor.Add(new TraceRequest(default, [block], [1], 1));
        return predictor.Result().Replicas.Select((figures, index) => (figures, index)).Single(replica => replica.figures.Requests == 1).index;
    }

    private static void CheckAll(ReplicaPolicy policy, Func<int, Choose> choose) =>
        Gen.Select(Trace, Gen.Int[1, 4], Gen.Int[0, 12], Gen.Int[0, 6]).Sample((trace, replicas, capacity, seconds) => Check(
            trace,
            new CacheSetup(capacity == 0 ? null : capacity, seconds == 0 ? null : TimeSpan.FromSeconds(seconds), replicas, policy),
            choose(replicas)));

    /// <summary>Holds a replay against one on lists.</summary>
    private static void Check(TraceRequest[] trace, CacheSetup setup, Choose choose)
    {
        var caches = Enumerable.Range(0, setup.Replicas).Select(_ => new NaiveBlockCache(setup.Capacity, setup.Lifetime)).ToArray();
        var requests = new int[setup.Replicas];
        var rows = new List<(int Replica, int Blocks, int Hits, int Tokens, int HitTokens, int? Cached)>();
        foreach (var request in trace)
        {
            var asked = caches.Select(cache => cache.Hits(request.Blocks, request.At)).ToArray();
            var chosen = choose(request, rows.Count, asked, requests);
            requests[chosen]++;
            caches[chosen].Add(request.Blocks, request.At);
            var hitTokens = asked[chosen] == 0 ? 0 : request.TokensTo[asked[chosen] - 1];
            rows.Add((chosen, request.Blocks.Length, asked[chosen], request.InputTokens, hitTokens, request.CachedTokens));
        }

        var predictor = new TracePredictor(setup);
        foreach (var request in trace)
            predictor.Add(request);
        var result = predictor.Result();

        Assert.Equal(Sum(_ => true), result.All);
        Assert.Equal(Enumerable.Range(0, setup.Replicas).Select(i => Sum(row => row.Replica == i)), result.Replicas);
        var half = rows[((rows.Count + 1) / 2)..];
        Assert.Equal((half.Count, half.Sum(row => row.Hits)), (result.SecondHalf.Requests, result.SecondHalf.HitBlocks));
        var told = rows.Where(row => row.Cached is not null).ToList();
        Assert.Equal(
            told.Count == 0
                ? null
                : new ReportedFigures(
                    told.Count, told.Sum(row => row.Cached!.Value), told.Sum(row => row.HitTokens), told.Sum(row => Math.Abs(row.HitTokens - row.Cached!.Value))),
            result.Reported);

        CacheFigures Sum(Func<(int Replica, int, int, int, int, int?), bool> which)
        {
            var those = rows.Where(row => which(row)).ToList();
            return new CacheFigures(
                those.Count, those.Sum(row => row.Blocks), those.Sum(row => row.Hits), those.Sum(row => row.Tokens), those.Sum(row => row.HitTokens));
        }
    }
}
