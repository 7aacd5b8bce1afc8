using System.Collections.Frozen;

namespace LatencyPortal.Gateway;

/// <summary>What the gateway knows at one moment; never changes.</summary>
internal sealed class GatewayState
{
    public static readonly GatewayState Empty = new Builder().Build();

    private GatewayState(IReadOnlyList<ModelDescription> descriptions, FrozenDictionary<string, GatewayModel> usable)
    {
        Descriptions = descriptions;
        Usable = usable;
    }

    /// <summary>All models in the order of the configuration, unusable ones too.</summary>
    public IReadOnlyList<ModelDescription> Descriptions { get; }

    /// <summary>Usable models by id.</summary>
    public FrozenDictionary<string, GatewayModel> Usable { get; }

    /// <summary>Collects models; of two with the same id the first one stays.</summary>
    public sealed class Builder
    {
        private readonly List<ModelDescription> _descriptions = [];
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        private readonly Dictionary<string, GatewayModel> _usable = new(StringComparer.Ordinal);

        public void Add(GatewayModel model)
        {
            if (!AddUnusable(model.Description))
                return;
            _usable.Add(model.Description.Id, model);
        }

        public bool AddUnusable(ModelDescription description)
        {
            if (!_ids.Add(description.Id))
                return false;
            _descriptions.Add(description);
            return true;
        }

        public GatewayState Build() => new([.. _descriptions], _usable.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
