using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>
/// Names the questions of a request: the same template, values, conversation's own text and turns up to the question are the same name.
/// Whoever finds what was made of a question has brought all that it was made of, so it tells nobody anything new; the hash is a
/// cryptographic one, so that nobody can make up another request of the same name.
/// </summary>
internal static class AskedKeys
{
    /// <summary>The names of the questions in the history, by their places, and at place <see cref="ComposeRequest.History"/>.Count that of the input.</summary>
    public static Dictionary<int, UInt128> Of(string template, ComposeRequest request)
    {
        var keys = new Dictionary<int, UInt128>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, template);
        foreach (var (name, value) in request.Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            Add(hash, name);
            Add(hash, CanonicalJson.Write(value));
        }

        Add(hash, request.Preamble ?? "");
        for (var i = 0; i < request.History.Count; i++)
        {
            Add(hash, request.History[i]);
            if (request.History[i].Role == ChatRole.User)
                keys[i] = Current(hash);
        }

        if (request.Input is { } input)
        {
            Add(hash, input);
            keys[request.History.Count] = Current(hash);
        }

        return keys;
    }

    private static void Add(IncrementalHash hash, ChatMessage message)
    {
        Add(hash, message.Role.Value);
        Add(hash, message.Text);
    }

    /// <summary>Its length in front keeps two texts apart from their other splits.</summary>
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static UInt128 Current(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetCurrentHash(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }
}
