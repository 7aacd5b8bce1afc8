using System.Buffers.Binary;
using CsCheck;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Gateway.Tests.Providers.Wire;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class FrameReaderTests
{
    /// <summary>A frame without headers and payload, as AWS's own test vectors have it.</summary>
    private static readonly byte[] Empty = Convert.FromHexString("000000100000000005C248EB7D98C8FF");

    private static readonly Gen<(string Name, byte[] Payload)> One = Gen.Select(
        Gen.Char["abcABC"].Array[1, 12].Select(letters => new string(letters)), Gen.OneOf(Gen.Byte.Array[0, 40], Gen.Byte.Array[3000, 6000]));

    private static readonly Gen<(string Name, byte[] Payload)[]> Several = One.Array[0, 6];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NextAsync_VectorOfAws_IsReadAndWritten()
    {
        var (frames, fault) = await ReadAsync(Empty, 1);

        Assert.Null(fault);
        Assert.Equal((null, null, ""), (Assert.Single(frames).MessageType, frames[0].Name, frames[0].Text));
        Assert.Equal(Empty, EventStreamFrame.Write([], (byte[])[]));
        Assert.Equal(0xCBF43926u, EventStreamFrame.Checksum("123456789"u8));
    }

    [Fact]
    public void NextAsync_CutAnywhere_GivesTheSameFrames() => Gen.Select(Several, Gen.Int[1, 5000]).Sample(
        (sent, size) =>
        {
            var (frames, fault) = ReadAsync(Stream(sent), size).GetAwaiter().GetResult();
            return fault is null && frames.Select(frame => (frame.Name, frame.Text)).SequenceEqual(sent.Select(one => ((string?)one.Name, Convert.ToHexString(one.Payload))));
        },
        iter: 300);

    [Fact]
    public void NextAsync_EndedAnywhere_GivesTheWholeFramesBeforeAndSaysSo() => Gen.Select(Several, Gen.Int[1, 5000], Gen.Double[0, 1]).Sample(
        (sent, size, where) =>
        {
            var all = Stream(sent);
            var kept = (int)(where * all.Length);
            var ends = Ends(sent);
            var (frames, fault) = ReadAsync(all[..kept], size).GetAwaiter().GetResult();
            var isBetween = kept == 0 || ends.Contains(kept);
            return frames.Count == ends.Count(end => end <= kept) && (isBetween ? fault is null : fault?.Contains("middle of a frame", StringComparison.Ordinal) == true);
        },
        iter: 300);

    [Fact]
    public void NextAsync_OneBitWrongAnywhere_NeverPasses() => Gen.Select(One.Array[1, 4], Gen.Int[1, 5000], Gen.Double[0, 1], Gen.Int[0, 7]).Sample(
        (sent, size, where, bit) =>
        {
            var all = Stream(sent);
            var at = Math.Min((int)(where * all.Length), all.Length - 1);
            all[at] ^= (byte)(1 << bit);
            var (frames, fault) = ReadAsync(all, size).GetAwaiter().GetResult();
            return frames.Count == Ends(sent).Count(end => end <= at) && fault?.Contains("is damaged", StringComparison.Ordinal) == true;
        },
        iter: 300);

    [Fact]
    public async Task NextAsync_HeadersOfEveryType_AreReadOrPassedOver()
    {
        byte[] headers =
        [
            1, (byte)'a', 0,
            1, (byte)'b', 1,
            1, (byte)'c', 2, 9,
            1, (byte)'d', 3, 0, 9,
            1, (byte)'e', 4, 0, 0, 0, 9,
            1, (byte)'f', 5, 0, 0, 0, 0, 0, 0, 0, 9,
            1, (byte)'g', 6, 0, 2, 8, 9,
            .. EventStreamFrame.Header(":message-type", "error"),
            1, (byte)'h', 8, 0, 0, 0, 0, 0, 0, 0, 9,
            1, (byte)'i', 9, .. new byte[16],
            .. EventStreamFrame.Header(":error-code", "Wrong"),
            .. EventStreamFrame.Header(":error-message", "It is wrong."),
        ];

        var frame = await new FrameReader(new MemoryStream(EventStreamFrame.Write("{}"u8, headers))).NextAsync(Token);

        Assert.Equal(("error", "Wrong", "It is wrong."), (frame?.MessageType, frame?.Name, frame?.Message));
    }

    [Theory]
    [InlineData(new byte[] { 1, (byte)'a', 10 }, "headers")]
    [InlineData(new byte[] { 5, (byte)'a' }, "headers")]
    [InlineData(new byte[] { 1, (byte)'a', 7, 0, 9, 1 }, "headers")]
    [InlineData(new byte[] { 1 }, "headers")]
    public async Task NextAsync_HeadersThatDoNotFit_AreRefused(byte[] headers, string fault) =>
        Assert.Contains(fault, (await ReadAsync(EventStreamFrame.Write([], headers), 4096)).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData(FrameReader.LongestFrame + 1u, 0u, "longer than")]
    [InlineData(uint.MaxValue, 0u, "longer than")]
    [InlineData(15u, 0u, "contradict")]
    [InlineData(20u, 5u, "contradict")]
    [InlineData(20u, uint.MaxValue, "contradict")]
    public async Task NextAsync_LengthsThatCannotBe_AreRefusedAtOnce(uint total, uint headers, string fault)
    {
        var prelude = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(prelude, total);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(4), headers);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), EventStreamFrame.Checksum(prelude.AsSpan(0, 8)));

        Assert.Contains(fault, (await ReadAsync(prelude, 4096)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextAsync_FrameThatIsThere_IsNotWaitedBehind()
    {
        var stream = new PiecewiseStream([.. Empty, .. Empty], Empty.Length);
        var reader = new FrameReader(stream);

        Assert.NotNull(await reader.NextAsync(Token));

        Assert.Equal(1, stream.Reads);
    }

    private static byte[] Stream((string Name, byte[] Payload)[] frames) => [.. frames.SelectMany(frame => EventStreamFrame.Write(frame.Name, frame.Payload))];

    /// <summary>The offsets at which frames end.</summary>
    private static List<int> Ends((string Name, byte[] Payload)[] frames)
    {
        var ends = new List<int>();
        foreach (var (name, payload) in frames)
            ends.Add(ends.LastOrDefault() + EventStreamFrame.Write(name, payload).Length);
        return ends;
    }

    private static async Task<(List<(string? MessageType, string? Name, string Text)> Frames, string? Fault)> ReadAsync(byte[] bytes, int size)
    {
        var reader = new FrameReader(new PiecewiseStream(bytes, size));
        List<(string?, string?, string)> frames = [];
        try
        {
            while (await reader.NextAsync(CancellationToken.None) is { } frame)
                frames.Add((frame.MessageType, frame.Name, Convert.ToHexString(frame.Payload.Span)));
            return (frames, null);
        }
        catch (InvalidDataException e)
        {
            return (frames, e.Message);
        }
    }
}
