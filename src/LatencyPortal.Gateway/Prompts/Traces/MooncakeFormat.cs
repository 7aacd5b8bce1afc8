using System.Text.Json;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>
/// The form of Mooncake's traces (FAST'25): <c>timestamp</c> in milliseconds, <c>input_length</c> in tokens and <c>hash_ids</c>, one for
/// each block of 512 tokens, the last of which need not be full.
/// </summary>
/// <remarks>
/// An id stands for its block and all before it, so the last id of a group of blocks stands for the whole group: larger blocks are made
/// by leaving out ids. Smaller ones cannot be made.
/// </remarks>
internal sealed class MooncakeFormat : ITraceFormat
{
    /// <summary>Tokens of a block in Mooncake's own traces.</summary>
    public const int DefaultBlock = 512;

    private readonly int _block;
    private readonly int _recorded;

    /// <param name="block">
    /// Tokens of a block: a multiple of 512 for a trace in blocks of 512, which then are put together; else what the trace was recorded in.
    /// </param>
    public MooncakeFormat(int block = DefaultBlock)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(block);
        _block = block;
        _recorded = block % DefaultBlock == 0 ? DefaultBlock : block;
    }

    /// <inheritdoc />
    public TraceRequest Read(JsonElement row)
    {
        var at = row.Field("timestamp").Milliseconds("timestamp");
        var tokens = row.Field("input_length").Count("input_length");
        var ids = Ids(row.List("hash_ids"));
        var expected = Blocks(tokens, _recorded);
        if (ids.Count != expected)
        {
            throw new FormatException(
                $"input_length {tokens} takes {expected} blocks of {_recorded} tokens, but hash_ids has {ids.Count}: "
                + "--block must be what the trace was recorded in, or a multiple of 512 when that is 512.");
        }

        var merged = _block / _recorded;
        var blocks = new ulong[Blocks(tokens, _block)];
        var tokensTo = new int[blocks.Length];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = ids[(int)Math.Min((i + 1L) * merged, ids.Count) - 1];
            tokensTo[i] = (int)Math.Min((i + 1L) * _block, tokens);
        }

        return new TraceRequest(at, blocks, tokensTo, tokens);
    }

    private static int Blocks(int tokens, int block) => (int)(((long)tokens + block - 1) / block);

    private static List<ulong> Ids(JsonElement.ArrayEnumerator list)
    {
        var ids = new List<ulong>();
        foreach (var element in list)
        {
            ids.Add(element.ValueKind == JsonValueKind.Number && element.TryGetUInt64(out var id)
                ? id
                : throw new FormatException($"hash_ids holds {element.Shown()}, which is no id."));
        }

        return ids;
    }
}
