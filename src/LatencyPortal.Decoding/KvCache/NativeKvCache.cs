using LatencyPortal.Decoding.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.KvCache;

/// <summary>
/// Keys and values of one sequence for the whole context, in one native slab. Each tensor is bound
/// as past and as present at once: the model sees equal addresses and appends in place, nothing is
/// copied. How much of it is valid is not stored here; the lengths passed with each run say it.
/// </summary>
internal sealed class NativeKvCache : IDisposable
{
    private readonly NativeBuffer _slab;
    private readonly OrtValue[] _tensors;

    public NativeKvCache(DecoderShape shape)
    {
        var tensorBytes = (long)shape.KeyValueHeads * shape.ContextLength * shape.HeadSize * sizeof(float);
        // Each tensor starts on its own cache line.
        var stride = (tensorBytes + 63) / 64 * 64;
        _slab = new NativeBuffer(stride * shape.Layers * 2);
        _tensors = new OrtValue[shape.Layers * 2];
        for (var i = 0; i < _tensors.Length; i++)
        {
            _tensors[i] = _slab.AsTensor(
                TensorElementType.Float,
                [1, shape.KeyValueHeads, shape.ContextLength, shape.HeadSize],
                i * stride,
                tensorBytes);
        }
    }

    public void Bind(OrtIoBinding binding, GenaiConfig names)
    {
        for (var layer = 0; layer < _tensors.Length / 2; layer++)
        {
            var (key, value) = (_tensors[2 * layer], _tensors[(2 * layer) + 1]);
            binding.BindInput(names.PastKey(layer), key);
            binding.BindOutput(names.PresentKey(layer), key);
            binding.BindInput(names.PastValue(layer), value);
            binding.BindOutput(names.PresentValue(layer), value);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors)
            tensor.Dispose();
        _slab.Dispose();
    }
}
