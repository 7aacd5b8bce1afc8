namespace LatencyPortal.Gateway.Resilience;

/// <summary>A model that a pool can ask, with what was learned of it.</summary>
/// <param name="Model">Its description and its metered client.</param>
/// <param name="Health">Of its endpoint.</param>
/// <param name="Pace">Of the model there.</param>
internal sealed record Member(GatewayModel Model, EndpointHealth Health, ModelPace Pace)
{
    public string Id => Model.Description.Id;
}
