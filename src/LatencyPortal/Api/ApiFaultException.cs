namespace LatencyPortal.Api;

/// <summary>Ends the reading of a request that cannot be served; never crosses the endpoint.</summary>
internal sealed class ApiFaultException(ApiFault fault) : Exception(fault.Message)
{
    public ApiFault Fault { get; } = fault;
}
