using CsCheck;
using LatencyPortal.Decoding.KvCache;
using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Tests.KvCache;

/// <summary>Rows that move their heads with every length hold what rows in place hold.</summary>
public sealed class GrowingRowsTests
{
    private const int Rows = 3;
    private const int Context = 12;

    private static readonly DecoderShape Shape = new() { Layers = 2, KeyValueHeads = 3, HeadSize = 4, ContextLength = Context, VocabularySize = 5 };

    private static readonly Gen<(int Kind, int Row, int Other, int Tokens)[]> Operations =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, Rows - 1], Gen.Int[0, Rows - 1], Gen.Int[1, Context]).Array[1, 40];

    [Fact]
    public void AnyOperations_HoldWhatRowsInPlaceHold() => Operations.Sample(
        operations =>
        {
            using var growing = new GrowingRows(Shape, Rows);
            using var slab = new KvSlab(Shape, Rows);
            var lengths = new int[Rows];
            var next = 1;
            foreach (var (kind, row, other, tokens) in operations)
            {
                switch (kind)
                {
                    case 0:
                        // New tokens behind what is there, as the prefix tree brings them.
                        var count = Math.Min(tokens, Context - lengths[row]);
                        if (count == 0)
                            break;
                        using (var piece = Piece(count, ref next))
                        {
                            growing.Import(row, lengths[row], count, piece, count);
                            slab.Import(row, lengths[row], count, piece, count);
                        }

                        lengths[row] += count;
                        break;
                    case 1:
                        // A run that reads the row up to a length and adds a token: the rest is forgotten.
                        var kept = Math.Min(tokens, lengths[row]);
                        if (kept == Context)
                            break;
                        Run(growing, slab, row, kept, ref next);
                        lengths[row] = kept + 1;
                        break;
                    case 2 when row != other:
                        growing.CopyRow(row, other, Math.Min(tokens, lengths[row]));
                        slab.CopyRow(row, other, Math.Min(tokens, lengths[row]));
                        lengths[other] = Math.Min(tokens, lengths[row]);
                        break;
                    case 3:
                        // Forgotten without a run: the row is only known to be shorter.
                        lengths[row] = Math.Min(tokens, lengths[row]);
                        break;
                }

                for (var checkedRow = 0; checkedRow < Rows; checkedRow++)
                    Assert.Equal(Content(slab, checkedRow, lengths[checkedRow]), Content(growing, checkedRow, lengths[checkedRow]));
            }
        },
        iter: 500,
        threads: 1);

    [Fact]
    public void Export_MoreThanThereIs_IsRefused()
    {
        using var rows = new GrowingRows(Shape, Rows);
        using var piece = new NativeBuffer(5 * Shape.BytesPerToken);
        rows.Import(0, 0, 5, piece, 5);

        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Export(0, 3, 3, piece));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.CopyRow(0, 1, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Import(0, Context, 1, piece, 1));
    }

    /// <summary>What a model run does: reads the past, writes the past and one more token, and takes that as the row.</summary>
    private static void Run(GrowingRows growing, KvSlab slab, int row, int length, ref int next)
    {
        using var added = Piece(1, ref next);
        var stripes = Shape.Tensors * Shape.KeyValueHeads;
        for (var tensor = 0; tensor < Shape.Tensors; tensor++)
        {
            using var past = growing.Past(row, tensor, length);
            using var present = growing.Present(tensor, length + 1);
            var from = past.GetTensorDataAsSpan<float>();
            var to = present.GetTensorMutableDataAsSpan<float>();
            for (var head = 0; head < Shape.KeyValueHeads; head++)
            {
                from.Slice(head * length * Shape.HeadSize, length * Shape.HeadSize).CopyTo(to[(head * (length + 1) * Shape.HeadSize)..]);
                added.AsSpan<float>(stripes * Shape.HeadSize).Slice(((tensor * Shape.KeyValueHeads) + head) * Shape.HeadSize, Shape.HeadSize)
                    .CopyTo(to[(((head * (length + 1)) + length) * Shape.HeadSize)..]);
            }
        }

        growing.Take(row, length + 1);
        slab.Import(row, length, 1, added, 1);
    }

    private static float[] Content(IKeyValueStore rows, int row, int length)
    {
        if (length == 0)
            return [];
        using var piece = new NativeBuffer(length * Shape.BytesPerToken);
        rows.Export(row, 0, length, piece);
        return piece.AsSpan<float>((int)(piece.Bytes / sizeof(float))).ToArray();
    }

    private static NativeBuffer Piece(int tokens, ref int next)
    {
        var piece = new NativeBuffer(tokens * Shape.BytesPerToken);
        foreach (ref var value in piece.AsSpan<float>((int)(piece.Bytes / sizeof(float))))
            value = next++;
        return piece;
    }
}
