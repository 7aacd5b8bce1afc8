using System.Collections.Concurrent;
using LatencyPortal.Gateway.Resilience.Affinity;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway.Resilience;

/// <summary>What the gateway has learned of endpoints and models, and the clients that use it. It outlives changes of the configuration.</summary>
internal sealed class Fleet(GatewayOptions options, TelemetryWriter telemetry, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private readonly UnsentCalls _unsent = new(telemetry);
    private readonly ConcurrentDictionary<string, EndpointHealth> _health = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModelPace> _paces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (double Share, HedgeBudget Budget)> _budgets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PrefixDirectory> _prefixes = new(StringComparer.Ordinal);

    /// <summary>The health of an endpoint.</summary>
    public EndpointHealth HealthOf(string endpoint) => _health.GetOrAdd(endpoint, _ => new EndpointHealth(time, options.MostConcurrentCalls, options.MostWaitingCalls));

    /// <summary>Ends the queues; nobody asks any more.</summary>
    public void Dispose()
    {
        foreach (var health in _health.Values)
            health.Dispose();
    }

    /// <summary>The pace of a model.</summary>
    public ModelPace PaceOf(string model) => _paces.GetOrAdd(model, _ => new ModelPace(time));

    /// <summary>How all of it stands now.</summary>
    /// <param name="snapshot">The configuration.</param>
    /// <param name="find">Finds a usable model.</param>
    public FleetView View(GatewaySnapshot snapshot, Func<string, GatewayModel?> find) => new(
        [
            .. snapshot.Endpoints.Select(endpoint =>
            {
                var health = HealthOf(endpoint.Name);
                return new FleetEndpoint(endpoint.Name, endpoint.Region, endpoint.Drained, health.Breaker.State, health.Breaker.Wait, health.Rests, health.Queue);
            }),
        ],
        [
            .. snapshot.Endpoints.SelectMany(endpoint => endpoint.Models.Distinct(StringComparer.Ordinal).Select(name =>
            {
                var id = $"{endpoint.Name}/{name}";
                var pace = PaceOf(id);
                return new FleetModel(id, endpoint.Name, pace.Count, pace.FirstToken(0.5), pace.FirstToken(0.95), pace.PerToken());
            })),
        ],
        [.. snapshot.Pools.Select(pool => new FleetPool(pool, First(pool, find)))]);

    /// <summary>A model that is asked by its own name.</summary>
    /// <param name="metered">The model with its metered client.</param>
    public GatewayModel Alone(GatewayModel metered) => metered with { Client = Client(metered.Description.Id, isPool: false, [metered], PoolPolicy.Order, null) };

    /// <summary>A pool.</summary>
    /// <param name="pool">Its configuration.</param>
    /// <param name="find">Finds a member with its metered client; <see langword="null"/> when it cannot be used.</param>
    public GatewayState.Entry Pool(PoolConfig pool, Func<string, GatewayModel?> find)
    {
        var members = pool.Members.Distinct(StringComparer.Ordinal).Select(find).OfType<GatewayModel>().ToList();
        var contexts = members.Select(member => member.Description.ContextLength).ToList();
        var description = new ModelDescription(
            pool.Name,
            "pool",
            contexts.Contains(null) ? null : contexts.Min(),
            IsLocal: false,
            members.Count == 0 ? $"No member of the pool {pool.Name} can be used: {string.Join(", ", pool.Members)}." : null)
        {
            TextOnly = members.Count > 0 && members.TrueForAll(member => member.Description.TextOnly),
        };
        var hedges = pool.Hedges ? BudgetOf(pool) : null;
        return new GatewayState.Entry(
            description,
            members.Count == 0 ? null : new GatewayModel(description, Client(pool.Name, isPool: true, members, pool.Policy, hedges)));
    }

    private string? First(PoolConfig pool, Func<string, GatewayModel?> find) => new MemberOrder(pool.Policy, PrefixesOf(pool.Name))
        .First([.. pool.Members.Distinct(StringComparer.Ordinal).Select(find).OfType<GatewayModel>().Select(MemberOf)])?.Id;

    private Member MemberOf(GatewayModel model) => new(model, HealthOf(model.Description.Endpoint), PaceOf(model.Description.Id));

    private PrefixDirectory PrefixesOf(string name) => _prefixes.GetOrAdd(name, _ => new PrefixDirectory());

    private PoolClient Client(string name, bool isPool, IReadOnlyList<GatewayModel> models, PoolPolicy policy, HedgeBudget? hedges) => new(
        name,
        isPool,
        [.. models.Select(MemberOf)],
        new MemberOrder(policy, PrefixesOf(name)),
        hedges,
        options.MostAttempts,
        _unsent,
        time,
        loggers.CreateLogger<PoolClient>());

    /// <summary>A budget lives as long as its share stays the same.</summary>
    private HedgeBudget BudgetOf(PoolConfig pool) => _budgets.AddOrUpdate(
        pool.Name,
        _ => (pool.HedgeBudget, new HedgeBudget(pool.HedgeBudget)),
        (_, known) => known.Share.Equals(pool.HedgeBudget) ? known : (pool.HedgeBudget, new HedgeBudget(pool.HedgeBudget))).Budget;
}
