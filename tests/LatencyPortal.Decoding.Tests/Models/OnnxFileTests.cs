using CsCheck;
using LatencyPortal.Decoding.Models.Onnx;
using LatencyPortal.Decoding.Tests.TinyModels;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Tests.Models;

public sealed class OnnxFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public static TheoryData<string, string, int?, bool> Precisions => new()
    {
        { nameof(TinyPrecision.Float32), "fp32", null, false },
        { nameof(TinyPrecision.Float16), "fp16", null, false },
        { nameof(TinyPrecision.DynamicInt8), "int8", null, true },
        { nameof(TinyPrecision.IntegerInt8), "int8", null, true },
        { nameof(TinyPrecision.QdqInt8), "int8", null, false },
        { nameof(TinyPrecision.Bits4), "int4", 1, false },
        { nameof(TinyPrecision.Bits4Rounding), "int4", 4, false },
        { nameof(TinyPrecision.Bits8), "int8", 1, false },
    };

    public void Dispose() => File.Delete(_path);

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Read_Model_TellsItsPrecision(string precision, string weights, int? accuracyLevel, bool rounds)
    {
        var facts = Read(new TinyDecoder { Precision = Enum.Parse<TinyPrecision>(precision) }.Build());

        Assert.Equal(weights, facts.Weights);
        Assert.Equal(accuracyLevel, facts.AccuracyLevel);
        Assert.Equal(rounds, facts.RoundsActivations);
    }

    [Fact]
    public void Read_Model_TellsItsGraph()
    {
        var facts = Read(new TinyDecoder { Layers = 3, Window = 20, ContextLength = 96, KeepsLogits = true }.Build());

        Assert.Equal(3, facts.Operators["GroupQueryAttention"]);
        Assert.Equal(20, facts.Window);
        Assert.Equal(96, facts.RotaryRows);
        Assert.True(facts.KeepsKeysInPlace);
        Assert.Empty(facts.ExternalFiles);
        Assert.Equal(2 + 1 + 6, facts.Inputs.Count);
        Assert.Equal(TensorElementType.Int64, facts.Inputs["num_logits_to_keep"].Type);
        Assert.Equal(0, facts.Inputs["num_logits_to_keep"].Rank);
        Assert.Equal([-1L, 1, -1, 16], facts.Inputs["past_key_values.2.value"].Dimensions!);
        Assert.Equal([-1L, -1, TinyTokenizer.Size], facts.Outputs["logits"].Dimensions!);
        Assert.InRange(facts.WeightBytes, 100_000, new FileInfo(_path).Length);
    }

    [Fact]
    public void Read_OperatorsOfSubGraphsAndFunctions_AreCounted()
    {
        var inner = new ProtoWriter().Message(1, new ProtoWriter().Text(4, "GroupQueryAttention"));
        var branch = new ProtoWriter().Text(4, "If").Message(5, new ProtoWriter().Text(1, "then_branch").Message(6, inner));
        var function = new ProtoWriter().Message(7, new ProtoWriter().Text(4, "GroupQueryAttention"));

        var facts = Read(new ProtoWriter().Message(7, new ProtoWriter().Message(1, branch)).Message(25, function).ToArray());

        Assert.Equal(2, facts.Operators["GroupQueryAttention"]);
        Assert.Equal(1, facts.Operators["If"]);
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(9, false)]
    [InlineData(9, true)]
    public void Read_RotaryTableChosenByLength_TellsTheBound(int field, bool initializer)
    {
        // The forms of a number: int64_data or raw_data, in a Constant node or among the graph's constants.
        var number = new ProtoWriter().Integer(2, OnnxGraph.Int64).Text(8, "bound");
        number = field == 7 ? number.Integer(7, 4096) : number.Bytes(9, BitConverter.GetBytes(4096L));
        var graph = initializer
            ? new ProtoWriter().Message(5, number)
            : new ProtoWriter().Message(1, Node("Constant", [], ["bound"]).Message(5, new ProtoWriter().Text(1, "value").Message(5, number)));
        graph.Message(1, Node("Greater", ["length", "bound"], ["long"]));
        graph.Message(1, Node("If", ["long"], ["cosines", "sines"]));
        graph.Message(1, Node("GroupQueryAttention", ["qkv", "", "", "past", "past", "last", "total", "cosines", "sines"], ["attended"]));

        var facts = Read(new ProtoWriter().Message(7, graph).ToArray());

        Assert.Equal(4096, facts.RotarySwitch);
        Assert.Null(facts.RotaryRows);
    }

    [Fact]
    public void Read_CutOffAnywhere_SaysSo()
    {
        var model = new TinyDecoder { Vocabulary = TinyTokenizer.Size, Layers = 1, ContextLength = 16 }.Build();

        for (var length = 0; length < model.Length; length += 37)
        {
            var error = Assert.Throws<ModelLoadException>(() => Read(model[..length]));
            Assert.Contains("cannot load the model", error.Message, StringComparison.Ordinal);
            Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_AnyBytesChanged_GivesFactsOrSaysWhatIsWrong()
    {
        var model = new TinyDecoder { Layers = 1, ContextLength = 16 }.Build();

        Gen.Select(Gen.Int[0, 3000], Gen.Byte).Array[1, 20].Sample(
            changes =>
            {
                var changed = (byte[])model.Clone();
                foreach (var (at, value) in changes)
                    changed[at < 1500 ? at : model.Length - at + 1499] = value;
                Assert.True(Record.Exception(() => Read(changed)) is null or ModelLoadException);
            },
            iter: 2000,
            threads: 1);
    }

    [Fact]
    public void Read_GraphsInGraphsInGraphs_AreRefused()
    {
        var graph = new ProtoWriter().Text(2, "innermost");
        for (var i = 0; i < 1000; i++)
            graph = new ProtoWriter().Message(1, new ProtoWriter().Message(5, new ProtoWriter().Message(6, graph)));

        var error = Assert.Throws<ModelLoadException>(() => Read(new ProtoWriter().Message(7, graph).ToArray()));

        Assert.Contains("deep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NameOfManyMegabytes_IsRefused()
    {
        var node = new ProtoWriter().Text(4, new string('x', 5 << 20));

        var error = Assert.Throws<ModelLoadException>(() => Read(new ProtoWriter().Message(7, new ProtoWriter().Message(1, node)).ToArray()));

        Assert.Contains("a name of", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GigabytesOfWeights_AreSkipped()
    {
        // A tensor of 8 GB in a graph of 8 GB; the file is sparse, so that it takes no room.
        const long bytes = 8L << 30;
        byte[] tensor = [.. new ProtoWriter().Integer(1, bytes / 4).Integer(2, 1).Text(8, "weights").ToArray(), (9 << 3) | 2, .. Varint(bytes)];
        byte[] graph = [(5 << 3) | 2, .. Varint(tensor.Length + bytes), .. tensor];
        byte[] model = [(7 << 3) | 2, .. Varint(graph.Length + bytes), .. graph];
        using (var stream = File.Create(_path))
        {
            stream.Write(model);
            stream.SetLength(model.Length + bytes);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var facts = OnnxFile.Read(_path);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(bytes, facts.WeightBytes);
        Assert.Equal("fp32", facts.Weights);
    }

    [Theory]
    [InlineData("../outside.data")]
    [InlineData("/etc/passwd")]
    public void Read_WeightsOutsideTheFolder_AreRefused(string file)
    {
        var error = Assert.Throws<ModelLoadException>(() => Read(new TinyDecoder { ExternalFile = file }.Build()));

        Assert.Contains("outside its own folder", error.Message, StringComparison.Ordinal);
    }

    private static ProtoWriter Node(string type, string[] inputs, string[] outputs)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        return node.Text(4, type);
    }

    private static byte[] Varint(long value)
    {
        // A field of the number 0 is one byte of tag and the number.
        return new ProtoWriter().Integer(0, value).ToArray()[1..];
    }

    private GraphFacts Read(byte[] model)
    {
        File.WriteAllBytes(_path, model);
        return OnnxFile.Read(_path);
    }
}
