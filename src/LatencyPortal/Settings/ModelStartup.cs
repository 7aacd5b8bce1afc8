namespace LatencyPortal.Settings;

/// <summary>
/// Loads the models at start. Endpoints that are slow to list theirs do not hold up the portal; those that did not answer
/// are asked again until they do.
/// </summary>
internal sealed partial class ModelStartup(EndpointStore endpoints, ModelsKnown known, TimeProvider time, ILogger<ModelStartup> logger) : BackgroundService
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await endpoints.ApplyAsync(stoppingToken);
            known.Set();
            using var timer = new PeriodicTimer(AskAgainAfter, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await endpoints.AskOpenAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops while models are still loading.
        }
        catch (Exception e)
        {
            known.Set();
            LogNotApplied(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The models could not be set up")]
    private partial void LogNotApplied(Exception exception);
}
