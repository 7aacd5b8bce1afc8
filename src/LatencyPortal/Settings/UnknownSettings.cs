using System.Reflection;

namespace LatencyPortal.Settings;

/// <summary>Finds settings that nothing reads: a misspelt one would otherwise be as if it were not there.</summary>
internal static class UnknownSettings
{
    public static IEnumerable<string> In(IConfiguration configuration) =>
        Below(configuration.GetSection(PortalOptions.Section), typeof(PortalOptions));

    private static IEnumerable<string> Below(IConfigurationSection section, Type options)
    {
        var known = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToList();
        foreach (var child in section.GetChildren())
        {
            if (known.Find(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is not { } property)
            {
                yield return $"{child.Path}: there is no such setting; there are {string.Join(", ", known.Select(known => known.Name))}.";
                continue;
            }

            var type = property.PropertyType;
            var faults = type.IsGenericType && type.GetGenericArguments() is [{ Namespace: "LatencyPortal.Settings" } item]
                ? child.GetChildren().SelectMany(element => Below(element, item))
                : type.Namespace == typeof(PortalOptions).Namespace ? Below(child, type) : [];
            foreach (var fault in faults)
                yield return fault;
        }
    }
}
