using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using LatencyPortal.Gateway.Prompts.Families;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// The named caches at one address under one key. No call waits for one: it goes out whole until an object is ready, and
/// objects are found, created and renewed in the background. They are never deleted, for other replicas and the next start
/// use them too; left alone, they end with their lifetime.
/// </summary>
internal sealed partial class GeminiCaches(FamilyCatalogue families, TimeProvider time, ILogger<GeminiCaches> logger) : IDisposable
{
    /// <summary>Beginnings that are remembered, the least recently used one goes first.</summary>
    internal const int MostKept = 64;

    /// <summary>No name of a model says that it is used, so it is found by id.</summary>
    private const string Family = "gemini-explicit";

    /// <summary>Shorter ones would be in their last moments from the start.</summary>
    private static readonly TimeSpan ShortestLifetime = 4 * GeminiCache.Margin;

    /// <summary>Limit for the work on one object; a long prompt takes a provider seconds.</summary>
    private static readonly TimeSpan WorkTimeout = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, GeminiCache> _byKey = new(StringComparer.Ordinal);
    private readonly List<Task> _work = [];
    private readonly CancellationTokenSource _stop = new();
    private long _uses;

    /// <summary>Whether a refused call was refused for the object that it named.</summary>
    public static bool IsRefused(ModelCallException failure) =>
        failure.StatusCode is 400 or 403 or 404 && AboutCachedContent().IsMatch(failure.Message);

    /// <summary>The name that stands for this part now; <see langword="null"/> when the call has to go out whole. Never waits.</summary>
    public string? Find(EndpointConnection connection, GeminiHeld held, TimeSpan lifetime)
    {
        if (lifetime < ShortestLifetime)
            lifetime = ShortestLifetime;
        lock (_gate)
        {
            if (_stop.IsCancellationRequested)
                return null;
            var cache = Of(connection, held);
            var (name, work) = cache.Use(lifetime);
            if (work != GeminiCacheWork.None)
            {
                _work.RemoveAll(task => task.IsCompleted);
                _work.Add(Task.Run(() => WorkAsync(connection, held, cache, name, lifetime), CancellationToken.None));
            }

            return name;
        }
    }

    /// <summary>The provider refused a call for the name in it; the caller sends it whole.</summary>
    public void Forget(EndpointConnection connection, GeminiHeld held, string name, ModelCallException refusal)
    {
        LogRefused(connection, name, refusal.StatusCode);
        GeminiCache? cache;
        lock (_gate)
            cache = _byKey.GetValueOrDefault(held.Key);
        cache?.Lose(name);
    }

    /// <summary>Completes when nothing of what was begun so far runs any more; never fails.</summary>
    public Task SettledAsync()
    {
        lock (_gate)
            return Task.WhenAll(_work);
    }

    /// <summary>Stops the work in the background; calls that still run go out whole.</summary>
    public void Dispose()
    {
        lock (_gate)
            _stop.Cancel();
        // Not disposed: work that ends now still asks it. It has no timer and nothing to release.
    }

    private GeminiCache Of(EndpointConnection connection, GeminiHeld held)
    {
        if (!_byKey.TryGetValue(held.Key, out var cache))
        {
            if (_byKey.Count >= MostKept)
                _byKey.Remove(_byKey.MinBy(known => known.Value.Used).Key);
            _byKey[held.Key] = cache = new GeminiCache(time);
            // No text has more tokens than bytes: what has too few bytes need not be sent to be refused.
            if (held.Json.Length < families.Find(Family)?.Of(connection.Model!).MinimumTokens)
                cache.GiveUp();
        }

        cache.Used = ++_uses;
        return cache;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Nobody else sees what fails here, and no call depends on it.")]
    private async Task WorkAsync(EndpointConnection connection, GeminiHeld held, GeminiCache cache, string? name, TimeSpan lifetime)
    {
        using var limit = new CancellationTokenSource(WorkTimeout, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            cache.Succeed(name is null
                ? await MakeAsync(connection, held, cache, lifetime, limited.Token).ConfigureAwait(false)
                : await GeminiCacheApi.ExtendAsync(connection, name, lifetime, limited.Token).ConfigureAwait(false));
        }
        catch (ModelCallException e) when (IsTooSmall(e))
        {
            LogTooSmall(connection);
            cache.GiveUp();
        }
        catch (ModelCallException e)
        {
            if (name is not null && e.StatusCode is 403 or 404)
                cache.Lose(name);
            LogFailed(connection, e.Code, e.StatusCode, cache.Fail(e.RetryAfter));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The endpoint is not configured any more, or the portal stops.
        }
        catch (Exception e)
        {
            LogFailed(connection, e.GetType().Name, null, cache.Fail(null));
        }
    }

    private async Task<GeminiCached> MakeAsync(
        EndpointConnection connection, GeminiHeld held, GeminiCache cache, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var found = await GeminiCacheApi.FindAsync(connection, held, cache.Refused, cancellationToken).ConfigureAwait(false);
        if (found is not null && found.Expires - GeminiCache.Margin > time.GetUtcNow())
        {
            LogFound(connection, found.Name, found.Expires);
            return found;
        }

        var made = await GeminiCacheApi.CreateAsync(connection, held, lifetime, cancellationToken).ConfigureAwait(false);
        LogCreated(connection, made.Name, made.Expires);
        return made;
    }

    private static bool IsTooSmall(ModelCallException failure) =>
        failure.StatusCode == 400 && failure.Message.Contains("too small", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("cached.?content", RegexOptions.IgnoreCase)]
    private static partial Regex AboutCachedContent();

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model}: {Name} created, lives until {Expires:O}")]
    private partial void LogCreated(EndpointConnection model, string name, DateTimeOffset expires);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model}: {Name} found, lives until {Expires:O}")]
    private partial void LogFound(EndpointConnection model, string name, DateTimeOffset expires);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model}: {Name} was refused ({Status}), the call is sent once more without it")]
    private partial void LogRefused(EndpointConnection model, string name, int? status);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model}: a prompt begins with too little for a named cache")]
    private partial void LogTooSmall(EndpointConnection model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model}: no named cache, {Failure} {Status}; next try in {Wait} or later")]
    private partial void LogFailed(EndpointConnection model, string failure, int? status, TimeSpan wait);
}
