using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>The one spelling of names and constants: compact, escaped only where JSON demands it.</summary>
internal static class JsonText
{
    /// <summary>A character that a JSON string must not hold as it is.</summary>
    public static string Escaped(char value) => value switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\b' => @"\b",
        '\f' => @"\f",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ => $"\\u{(int)value:x4}",
    };

    /// <summary>A string with its quotes.</summary>
    public static byte[] Quoted(string value)
    {
        var builder = new StringBuilder("\"");
        foreach (var symbol in value)
        {
            if (symbol is '"' or '\\' or < ' ')
                builder.Append(Escaped(symbol));
            else
                builder.Append(symbol);
        }

        return Encoding.UTF8.GetBytes(builder.Append('"').ToString());
    }

    /// <summary>Any value; numbers keep their digits.</summary>
    public static byte[] Compact(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return Quoted(value.GetString()!);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            value.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
