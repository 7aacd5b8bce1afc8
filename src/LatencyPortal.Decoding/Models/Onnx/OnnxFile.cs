namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>Reads what an ONNX file says about itself, and skips its weights. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxFile
{
    /// <summary>Sub-graphs inside sub-graphs; more than a few would be an attack on the stack.</summary>
    private const int MostDepth = 16;

    private readonly ProtoReader _reader;
    private readonly GraphTally _tally = new();

    private OnnxFile(ProtoReader reader) => _reader = reader;

    /// <exception cref="ModelLoadException">The file, or one with its weights, is missing, cut off or damaged.</exception>
    public static GraphFacts Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var file = new OnnxFile(new ProtoReader(stream));
            if (!file.ReadModel())
                throw new InvalidDataException("it has no graph; it is empty, damaged or no ONNX model.");
            var facts = file._tally.ToFacts();
            ExternalWeights.Check(path, facts);
            return facts;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ModelLoadException.InFile(path, "the file is missing.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelLoadException.InFile(path, $"the file cannot be read: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw ModelLoadException.InFile(path, $"cannot load the model: {e.Message}", e);
        }
    }

    private bool ReadModel()
    {
        var found = false;
        while (_reader.TryReadField(_reader.Length, out var field, out var kind))
        {
            switch (field)
            {
                case 7:
                    found = true;
                    ReadGraph(_reader.Enter(kind, _reader.Length), 0);
                    break;
                case 25:
                    ReadFunction(_reader.Enter(kind, _reader.Length));
                    break;
                default:
                    _reader.Skip(kind, _reader.Length);
                    break;
            }
        }

        return found;
    }

    private void ReadGraph(long end, int depth)
    {
        if (depth > MostDepth)
            throw new InvalidDataException($"sub-graphs are more than {MostDepth} deep; the file is damaged or not a decoder.");
        while (_reader.TryReadField(end, out var field, out var kind))
        {
            switch (field)
            {
                case 1:
                    ReadNode(_reader.Enter(kind, end), depth);
                    break;
                case 5:
                    OnnxTensor.Read(_reader, _reader.Enter(kind, end), _tally);
                    break;
                case 11 when depth == 0:
                    OnnxPort.Read(_reader, _reader.Enter(kind, end), _tally.Inputs);
                    break;
                case 12 when depth == 0:
                    OnnxPort.Read(_reader, _reader.Enter(kind, end), _tally.Outputs);
                    break;
                default:
                    _reader.Skip(kind, end);
                    break;
            }
        }
    }

    private void ReadFunction(long end)
    {
        while (_reader.TryReadField(end, out var field, out var kind))
        {
            if (field == 7)
                ReadNode(_reader.Enter(kind, end), 1);
            else
                _reader.Skip(kind, end);
        }
    }

    private void ReadNode(long end, int depth)
    {
        var node = new NodeFacts();
        while (_reader.TryReadField(end, out var field, out var kind))
        {
            switch (field)
            {
                case 1:
                    node.AddInput(_reader.ReadText(kind, end));
                    break;
                case 2 when node.Output is null:
                    node.Output = _reader.ReadText(kind, end);
                    break;
                case 4:
                    node.Operator = _reader.ReadText(kind, end);
                    break;
                case 5:
                    ReadAttribute(_reader.Enter(kind, end), node, depth);
                    break;
                default:
                    _reader.Skip(kind, end);
                    break;
            }
        }

        _tally.Add(node);
    }

    private void ReadAttribute(long end, NodeFacts node, int depth)
    {
        var name = "";
        long? number = null;
        while (_reader.TryReadField(end, out var field, out var kind))
        {
            switch (field)
            {
                case 1:
                    name = _reader.ReadText(kind, end);
                    break;
                case 3 when kind == ProtoReader.VarintField:
                    number = (long)_reader.ReadVarint(end);
                    break;
                case 5:
                    OnnxTensor.Read(_reader, _reader.Enter(kind, end), _tally, node.Output);
                    break;
                case 6 or 11:
                    ReadGraph(_reader.Enter(kind, end), depth + 1);
                    break;
                default:
                    _reader.Skip(kind, end);
                    break;
            }
        }

        if (number is { } value)
            node.Numbers[name] = value;
    }
}
