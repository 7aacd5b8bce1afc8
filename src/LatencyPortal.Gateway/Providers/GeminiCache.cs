namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// How it stands with the object for one beginning of prompts: the name to use, and when to do something about it. Says
/// what is to be done to one caller at a time; whoever is told reports how it went. Safe for use by several threads.
/// </summary>
internal sealed class GeminiCache(TimeProvider time)
{
    /// <summary>An object is not used in its last moments: the request has to arrive and be read before it is gone.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>Wait after a first failure; each further one doubles it.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private GeminiCached? _cached;
    private string? _refused;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private bool _busy;
    private int _failures;
    private int _losses;

    /// <summary>Place in the order of use, kept by the owner.</summary>
    public long Used { get; set; }

    /// <summary>Name of the object that was refused last; it is not taken up again.</summary>
    public string? Refused
    {
        get { lock (_gate) return _refused; }
    }

    /// <summary>A call needs it.</summary>
    /// <param name="lifetime">How long it should live.</param>
    /// <returns>The name, when it can be used, and what the caller has to see to.</returns>
    public (string? Name, GeminiCacheWork Work) Use(TimeSpan lifetime)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_cached is not null && now >= _cached.Expires - Margin)
                (_cached, _losses) = (null, 0);
            var work = _busy || now < _next ? GeminiCacheWork.None
                : _cached is null ? GeminiCacheWork.Create
                // The last part of its life: one that is used goes on, one that nobody uses ends.
                : now >= _cached.Expires - Margin - (lifetime / 4) ? GeminiCacheWork.Extend
                : GeminiCacheWork.None;
            _busy |= work != GeminiCacheWork.None;
            return (_cached?.Name, work);
        }
    }

    /// <summary>The work is done and this is the object.</summary>
    public void Succeed(GeminiCached cached)
    {
        lock (_gate)
        {
            if (_cached?.Name == cached.Name)
                _losses = 0;
            if (cached.Name != _refused)
                _cached = cached;
            (_busy, _failures, _next) = (false, 0, DateTimeOffset.MinValue);
        }
    }

    /// <summary>The work failed.</summary>
    /// <param name="retryAfter">What the provider asks to wait at least.</param>
    /// <returns>How long nobody tries again.</returns>
    public TimeSpan Fail(TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            _busy = false;
            var wait = Wait(_failures++);
            if (retryAfter > wait)
                wait = retryAfter < LongestWait ? retryAfter.Value : LongestWait;
            _next = time.GetUtcNow() + wait;
            return wait;
        }
    }

    /// <summary>The provider holds nothing so short; the same content will never be longer.</summary>
    public void GiveUp()
    {
        lock (_gate)
            (_busy, _next) = (false, DateTimeOffset.MaxValue);
    }

    /// <summary>
    /// The provider does not know the name (any more). The first time another object is made at once; one that is lost again
    /// and again would cost every call a refusal, so later times wait like failures.
    /// </summary>
    public void Lose(string name)
    {
        lock (_gate)
        {
            if (_cached?.Name != name)
                return;
            (_cached, _refused) = (null, name);
            if (_losses++ > 0)
                _next = time.GetUtcNow() + Wait(_losses - 2);
        }
    }

    private static TimeSpan Wait(int earlier) =>
        TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, FirstWait.TotalSeconds * Math.Pow(2, earlier)));
}
