using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Data;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Check_NewFolder_IsMadeAndLeftClean()
    {
        var path = Path.Combine(_folder, "a", "b");

        Assert.Null(DataFolder.Check(path));
        Assert.Equal(["keys"], Directory.GetFileSystemEntries(path).Select(Path.GetFileName));
    }

    [Fact]
    public void Check_PathIsAFile_SaysWhichAndWhatToDo()
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "");

        var problem = DataFolder.Check(path);

        Assert.Contains(path, problem, StringComparison.Ordinal);
        Assert.Contains("--data", problem, StringComparison.Ordinal);
    }
}
