using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>
/// Hashes texts with the salt of the installation: the first 64 bits of an HMAC with SHA-256. Without the salt nobody can test a guess,
/// which for a name or a date would need few of them.
/// </summary>
internal sealed class TraceHash(ReadOnlyMemory<byte> salt)
{
    /// <summary>The hash of a text; what it is for keeps equal texts of different uses apart.</summary>
    public ulong Of(string use, ReadOnlySpan<char> text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(use.Length + 1 + text.Length));
        var length = Encoding.UTF8.GetBytes(use, bytes);
        bytes[length++] = 0;
        length += Encoding.UTF8.GetBytes(text, bytes.AsSpan(length));
        var hash = Of(bytes.AsSpan(0, length));
        // The pool hands arrays to anybody.
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        return hash;
    }

    /// <summary>The hash of bytes, never 0, which says that there is nothing.</summary>
    public ulong Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(salt.Span, bytes, hash);
        return Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }
}
