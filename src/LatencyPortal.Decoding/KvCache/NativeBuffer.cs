using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.KvCache;

/// <summary>
/// Native memory that tensors can point into. The garbage collector never sees it, so model
/// steps need no pinning and a large cache costs no collections.
/// </summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    /// <summary>A cache line, and the widest vector register.</summary>
    private const nuint Alignment = 64;

    public NativeBuffer(long bytes, bool zeroed = true)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        Bytes = bytes;
        var memory = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        if (zeroed)
            NativeMemory.Clear(memory, (nuint)bytes);
        SetHandle((IntPtr)memory);
    }

    public long Bytes { get; }

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>The first <paramref name="length"/> elements. Valid while the buffer is not disposed.</summary>
    public Span<T> AsSpan<T>(int length)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)length * Unsafe.SizeOf<T>(), Bytes);
        return new Span<T>((void*)handle, length);
    }

    /// <summary>A tensor over the memory from <paramref name="offset"/> bytes on.</summary>
    public OrtValue AsTensor(TensorElementType type, long[] shape, long offset, long bytes)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + bytes, Bytes);
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, type, shape, handle + (nint)offset, bytes);
    }

    /// <summary>Copies between buffers, or within one where the ranges do not overlap.</summary>
    public static void Copy(NativeBuffer source, long from, NativeBuffer destination, long to, long bytes)
    {
        ObjectDisposedException.ThrowIf(source.IsClosed, source);
        ObjectDisposedException.ThrowIf(destination.IsClosed, destination);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(to);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + bytes, source.Bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to + bytes, destination.Bytes);
        NativeMemory.Copy((byte*)source.handle + from, (byte*)destination.handle + to, (nuint)bytes);
    }

    /// <summary>Copies within a buffer; the ranges may overlap.</summary>
    public static void Move(NativeBuffer buffer, long from, long to, long bytes)
    {
        ObjectDisposedException.ThrowIf(buffer.IsClosed, buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(to);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(from, to) + bytes, buffer.Bytes);
        Buffer.MemoryCopy((byte*)buffer.handle + from, (byte*)buffer.handle + to, buffer.Bytes - to, bytes);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
