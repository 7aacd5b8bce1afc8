using System.Text;
using System.Text.Json;

namespace LatencyPortal.Testing.Upstream;

/// <summary>A request as the upstream received it, and what became of it. Times are ticks of the upstream's clock.</summary>
public sealed class UpstreamRequest
{
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _clientLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<long> _tokens = [];
    private readonly StringBuilder _text = new();
    private long _bytes;
    private volatile bool _closesItself;

    internal UpstreamRequest(int number, int seed, WireFormat format, string path, TimeProvider time)
    {
        (Number, Seed, Format, Path, _time) = (number, seed, format, path, time);
        ArrivedAt = time.GetTimestamp();
    }

    /// <summary>Place in the order of arrival, from 1.</summary>
    public int Number { get; }

    /// <summary>The seed of its draws.</summary>
    public int Seed { get; }

    /// <summary>The format it came in.</summary>
    public WireFormat Format { get; }

    /// <summary>Path and query.</summary>
    public string Path { get; }

    /// <summary>The body as text.</summary>
    public string Body { get; internal set; } = "";

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Whether a stream was asked for.</summary>
    public bool Streams { get; internal set; }

    /// <summary>Whether its connection had carried a request before.</summary>
    public bool ConnectionReused { get; internal set; }

    /// <summary>Its prompt, where the plan plays a cache.</summary>
    public WordPrompt? Prompt { get; internal set; }

    /// <summary>What the played cache did with it; <see langword="null"/> where the plan plays none.</summary>
    public CacheReport? Cache { get; internal set; }

    /// <summary>Why it was refused for the cached content that it names; <see langword="null"/> when it was not.</summary>
    public (int Status, string Message)? Refusal { get; internal set; }

    /// <summary>The faults that it met.</summary>
    public IReadOnlyList<Fault> Faults { get; internal set; } = [];

    /// <summary>When its headers had been read.</summary>
    public long ArrivedAt { get; }

    /// <summary>When the headers of the answer were sent; <see langword="null"/> when none were.</summary>
    public long? HeadersAt { get; private set; }

    /// <summary>When the client closed the connection before the answer had ended; <see langword="null"/> when it did not.</summary>
    public long? ClientLeftAt { get; private set; }

    /// <summary>When the upstream was done with it.</summary>
    public long? EndedAt { get; private set; }

    /// <summary>Bytes of the body handed to the connection.</summary>
    public long BytesSent => Interlocked.Read(ref _bytes);

    /// <summary>Text of the tokens that were sent whole, before a fault made them unreadable.</summary>
    public string TextSent
    {
        get { lock (_gate) return _text.ToString(); }
    }

    /// <summary>When each token was generated, sent or not.</summary>
    public IReadOnlyList<long> Tokens
    {
        get { lock (_gate) return [.. _tokens]; }
    }

    /// <summary>Tokens generated after the client had closed the connection.</summary>
    public int TokensForNobody => ClientLeftAt is { } left ? TokensAfter(left) : 0;

    /// <summary>Tokens generated after a moment, for example that of a cancellation.</summary>
    public int TokensAfter(long timestamp)
    {
        lock (_gate)
            return _tokens.Count(token => token > timestamp);
    }

    /// <summary>Completes when a silence begins: everything before it has been sent.</summary>
    public Task PausedAsync(CancellationToken cancellationToken) => _paused.Task.WaitAsync(cancellationToken);

    /// <summary>Ends all its silences.</summary>
    public void Resume() => _resumed.TrySetResult();

    /// <summary>Completes when the first token has been sent.</summary>
    public Task BegunAsync(CancellationToken cancellationToken) => _begun.Task.WaitAsync(cancellationToken);

    /// <summary>Completes when the client closed the connection before the answer had ended.</summary>
    public Task ClientLeftAsync(CancellationToken cancellationToken) => _clientLeft.Task.WaitAsync(cancellationToken);

    /// <summary>Completes when the upstream is done with it, in any way.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => _ended.Task.WaitAsync(cancellationToken);

    internal bool IsRead { get; set; }

    internal bool Has(FaultKind kind) => Of(kind) is not null;

    internal Fault? Of(FaultKind kind) => Faults.FirstOrDefault(fault => fault.Kind == kind);

    /// <summary>A silence, until it has lasted or somebody ends it.</summary>
    internal async Task PauseAsync(TimeSpan lasts, CancellationToken cancellationToken)
    {
        _paused.TrySetResult();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_resumed.Task, Task.Delay(lasts, _time, ending.Token));
        await ending.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    internal void HeadersSent() => HeadersAt ??= _time.GetTimestamp();

    internal void Sent(int bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void TokenGenerated()
    {
        lock (_gate)
            _tokens.Add(_time.GetTimestamp());
    }

    internal void TokenSent(string text)
    {
        lock (_gate)
            _text.Append(text);
        _begun.TrySetResult();
    }

    /// <summary>The upstream closes the connection itself; nobody has left.</summary>
    internal void ClosesItself() => _closesItself = true;

    internal void ClientLeft()
    {
        lock (_gate)
        {
            if (_closesItself || EndedAt is not null || ClientLeftAt is not null)
                return;
            ClientLeftAt = _time.GetTimestamp();
        }

        _clientLeft.TrySetResult();
    }

    internal void Ended()
    {
        EndedAt = _time.GetTimestamp();
        _ended.TrySetResult();
    }
}
