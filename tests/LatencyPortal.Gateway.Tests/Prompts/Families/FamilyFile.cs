using System.Reflection;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Tests.Prompts.Families;

/// <summary>The files that come with the portal, as they are.</summary>
internal static class FamilyFile
{
    private static readonly Assembly Gateway = typeof(ModelFamily).Assembly;

    public static IEnumerable<string> Names => Gateway.GetManifestResourceNames().Where(name => name.StartsWith("families/", StringComparison.Ordinal));

    public static string Read(string id)
    {
        using var reader = new StreamReader(Gateway.GetManifestResourceStream($"families/{id}.json")!);
        return reader.ReadToEnd();
    }
}
