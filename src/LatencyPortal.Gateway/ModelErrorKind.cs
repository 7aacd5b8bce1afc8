namespace LatencyPortal.Gateway;

/// <summary>Why a model call failed.</summary>
public enum ModelErrorKind
{
    /// <summary>No model has that id.</summary>
    UnknownModel,

    /// <summary>The model is configured but cannot be used now (damaged folder, still loading).</summary>
    ModelUnavailable,

    /// <summary>The endpoint refused the API key.</summary>
    WrongKey,

    /// <summary>The endpoint refused for load or quota.</summary>
    RateLimited,

    /// <summary>No connection could be made.</summary>
    Unreachable,

    /// <summary>Connect, first-token or idle time limit passed.</summary>
    Timeout,

    /// <summary>The stream ended before it was finished.</summary>
    BrokenStream,

    /// <summary>The prompt does not fit the context.</summary>
    PromptTooLong,

    /// <summary>The endpoint called the request invalid.</summary>
    InvalidRequest,

    /// <summary>Any other failure of the endpoint or the decoder.</summary>
    ProviderError,
}
