using LatencyPortal.Settings;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Chat.Exchange;

/// <summary>Room on the data folder's disk for files on their way in or out; each is gone when it is closed.</summary>
internal sealed class ExchangeFolder(IOptions<PortalOptions> options)
{
    /// <summary>Writes a file.</summary>
    /// <returns>It, from its start.</returns>
    /// <exception cref="IOException">The disk is full, or where the content comes from broke off.</exception>
    public async Task<FileStream> KeepAsync(Func<Stream, Task> write)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(options.Value.Data, "exchange")).FullName, $"{Guid.CreateVersion7():n}.tmp");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = 64 * 1024,
        });
        try
        {
            await write(file);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
