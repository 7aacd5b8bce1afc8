using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LatencyPortal.Data;

/// <summary>Keeps a value that is read and written as a whole as JSON in a text column.</summary>
internal static class JsonText
{
    public static ValueConverter<T, string> Of<T>()
        where T : class =>
        new(value => JsonSerializer.Serialize(value, JsonSerializerOptions.Web), text => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!);
}
