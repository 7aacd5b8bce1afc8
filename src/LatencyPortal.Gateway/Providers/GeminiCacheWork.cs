namespace LatencyPortal.Gateway.Providers;

/// <summary>What is to be done about an object behind the call that asked for it.</summary>
internal enum GeminiCacheWork
{
    /// <summary>Nothing, or it is being done.</summary>
    None,

    /// <summary>Find one that exists, or create it.</summary>
    Create,

    /// <summary>Let it live longer.</summary>
    Extend,
}
