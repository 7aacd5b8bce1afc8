using System.Runtime.CompilerServices;
using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Tests.KvCache;

public sealed class NativeBufferTests
{
    [Fact]
    public unsafe void New_Memory_IsZeroedAndAligned()
    {
        using var buffer = new NativeBuffer(1000);

        var bytes = buffer.AsSpan<byte>(1000);

        Assert.Equal(-1, bytes.IndexOfAnyExcept((byte)0));
        Assert.Equal(0, (long)Unsafe.AsPointer(ref bytes[0]) % 64);
    }

    [Fact]
    public void AsTensor_Memory_IsShared()
    {
        using var buffer = new NativeBuffer(64);
        using var tensor = buffer.AsTensor(TensorElementType.Float, [1, 4], 16, 16);

        buffer.AsSpan<float>(8)[5] = 3;

        Assert.Equal([0, 3, 0, 0], tensor.GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Access_OutsideTheMemory_IsRefused()
    {
        using var buffer = new NativeBuffer(64);

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.AsSpan<float>(17).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.AsTensor(TensorElementType.Float, [17], 0, 68));
    }

    [Fact]
    public void Access_AfterDispose_IsRefused()
    {
        var buffer = new NativeBuffer(64);

        buffer.Dispose();

        Assert.True(buffer.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => buffer.AsSpan<float>(1).Length);
    }
}
