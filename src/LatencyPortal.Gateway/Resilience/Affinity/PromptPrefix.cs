using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Resilience.Affinity;

/// <summary>
/// The beginning of a prompt in blocks: the hash of each block covers all before it too, so that equal hashes mean equal beginnings. Text
/// stands for tokens: 1,024 characters are some 256 tokens, and what matters is only whether two prompts begin alike.
/// </summary>
internal static class PromptPrefix
{
    private const int BlockLength = 1024;

    /// <summary>Hashes of the full blocks, from the start on.</summary>
    public static ulong[] Of(IReadOnlyList<ChatMessage> messages)
    {
        var hash = new XxHash3();
        var blocks = new List<ulong>();
        var room = BlockLength;
        foreach (var message in messages)
        {
            Take(message.Role.Value);
            foreach (var content in message.Contents)
            {
                if (content is TextContent text)
                    Take(text.Text);
            }
        }

        return [.. blocks];

        void Take(ReadOnlySpan<char> text)
        {
            while (text.Length >= room)
            {
                hash.Append(MemoryMarshal.AsBytes(text[..room]));
                blocks.Add(hash.GetCurrentHashAsUInt64());
                text = text[room..];
                room = BlockLength;
            }

            hash.Append(MemoryMarshal.AsBytes(text));
            room -= text.Length;
        }
    }
}
