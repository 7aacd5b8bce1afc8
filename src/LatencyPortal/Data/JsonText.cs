using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LatencyPortal.Data;

/// <summary>Keeps a value that is read and written as a whole as JSON in a text column.</summary>
internal static class JsonText
{
    public static ValueConverter<T, string> Of<T>()
        where T : class =>
        new(value => JsonSerializer.Serialize(value, JsonSerializerOptions.Web), text => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!);

    /// <summary>Compares values by their JSON, where their type does not compare them.</summary>
    public static ValueComparer<T> Comparer<T>()
        where T : class =>
        new((one, other) => Write(one) == Write(other), value => Write(value).GetHashCode(StringComparison.Ordinal), value => JsonSerializer.Deserialize<T>(Write(value), JsonSerializerOptions.Web)!);

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
