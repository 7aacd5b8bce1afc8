using System.Diagnostics;
using System.Text.Json;

namespace LatencyPortal.Decoding.Tests.Models;

/// <summary>Which native ONNX Runtime a build carries; evaluated, not restored, so that no machine needs all packages.</summary>
public sealed class NativeFlavorTests
{
    private const string Prefix = "Microsoft.ML.OnnxRuntime";

    private static readonly string Root = FindRoot();

    [Theory]
    [InlineData("cpu", Prefix)]
    [InlineData("directml", $"{Prefix}.DirectML")]
    [InlineData("cuda", $"{Prefix}.Gpu")]
    public async Task Build_OfAFlavor_CarriesOneNativePackageOfTheManagedVersion(string flavor, string package)
    {
        foreach (var project in new[] { "src/LatencyPortal/LatencyPortal.csproj", "src/LatencyPortal.Cli/LatencyPortal.Cli.csproj" })
        {
            var (status, output) = await EvaluateAsync(project, $"-p:OrtFlavor={flavor}", "-getItem:PackageReference", "-getItem:PackageVersion");
            Assert.Equal(0, status);
            using var items = JsonDocument.Parse(output);
            var references = Identities(items, "PackageReference").Where(id => id.StartsWith(Prefix, StringComparison.Ordinal));
            Assert.Equal([package], references);
            Assert.Equal(VersionOf(items, package), VersionOf(items, $"{Prefix}.Managed"));
        }
    }

    [Fact]
    public async Task Build_OfAnUnknownFlavor_IsRefusedWithTheKnownOnes()
    {
        var (status, output) = await EvaluateAsync("src/LatencyPortal/LatencyPortal.csproj", "-p:OrtFlavor=metal", "-t:CheckOrtFlavor");

        Assert.NotEqual(0, status);
        Assert.Contains("OrtFlavor is 'metal'; it must be cpu, directml or cuda.", output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Identities(JsonDocument items, string kind) =>
        items.RootElement.GetProperty("Items").GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!);

    private static string VersionOf(JsonDocument items, string package) =>
        items.RootElement.GetProperty("Items").GetProperty("PackageVersion").EnumerateArray()
            .Single(item => item.GetProperty("Identity").GetString() == package).GetProperty("Version").GetString()!;

    private static async Task<(int Status, string Output)> EvaluateAsync(string project, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Root, project), "-nologo", .. arguments])
        {
            RedirectStandardOutput = true,
            // Nothing of the run that builds the tests may reach into this one.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LatencyPortal.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
