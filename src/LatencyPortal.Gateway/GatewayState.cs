using System.Collections.Frozen;
using LatencyPortal.Gateway.Output;

namespace LatencyPortal.Gateway;

/// <summary>What the gateway knows at one moment; never changes.</summary>
internal sealed class GatewayState
{
    public static readonly GatewayState Empty = new Builder([]).Build();

    private GatewayState(IReadOnlyList<ModelDescription> descriptions, FrozenDictionary<string, GatewayModel> usable)
    {
        Descriptions = descriptions;
        Usable = usable;
    }

    /// <summary>All models in the order of the configuration, unusable ones too.</summary>
    public IReadOnlyList<ModelDescription> Descriptions { get; }

    /// <summary>Usable models by id.</summary>
    public FrozenDictionary<string, GatewayModel> Usable { get; }

    /// <summary>A model that may be unusable.</summary>
    /// <param name="Description">What it is, and why it cannot be used if it cannot.</param>
    /// <param name="Usable">The model; <see langword="null"/> when it cannot be used.</param>
    public sealed record Entry(ModelDescription Description, GatewayModel? Usable);

    /// <summary>Collects models; of two with the same id the first one stays.</summary>
    /// <param name="routes">What holds for the names under which they are asked.</param>
    public sealed class Builder(IReadOnlyList<RouteConfig> routes)
    {
        private readonly List<ModelDescription> _descriptions = [];
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        private readonly Dictionary<string, GatewayModel> _usable = new(StringComparer.Ordinal);

        public void Add(GatewayModel model) => Add(new Entry(model.Description, model));

        public void Add(Entry entry)
        {
            if (!_ids.Add(entry.Description.Id))
                return;
            _descriptions.Add(entry.Description);
            if (entry.Usable is { } model)
                _usable.Add(model.Description.Id, Limited(model));
        }

        /// <summary>Only the name that is asked has a limit: a member of a pool is called by its model within.</summary>
        private GatewayModel Limited(GatewayModel model) =>
            routes.FirstOrDefault(route => route.Model == model.Description.Id) is { } route
                ? model with { Client = new RouteLimitClient(model.Client, route.MaxOutputTokens) }
                : model;

        public GatewayState Build() => new([.. _descriptions], _usable.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
