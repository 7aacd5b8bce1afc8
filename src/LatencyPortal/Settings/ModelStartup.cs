namespace LatencyPortal.Settings;

/// <summary>Loads the models at start. Endpoints that are slow to list theirs do not hold up the portal.</summary>
internal sealed partial class ModelStartup(EndpointStore endpoints, ILogger<ModelStartup> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await endpoints.ApplyAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops while models are still loading.
        }
        catch (Exception e)
        {
            LogNotApplied(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The models could not be set up")]
    private partial void LogNotApplied(Exception exception);
}
