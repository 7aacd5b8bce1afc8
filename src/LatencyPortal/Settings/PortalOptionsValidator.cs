using System.ComponentModel.DataAnnotations;
using LatencyPortal.Settings.Routes;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

/// <summary>Checks what configuration gives; all faults are told together.</summary>
internal sealed class PortalOptionsValidator(IConfiguration configuration) : IValidateOptions<PortalOptions>
{
    public ValidateOptionsResult Validate(string? name, PortalOptions options)
    {
        var faults = Endpoints(options)
            .Concat(LocalModels(options))
            .Concat(Pools(options))
            .Concat(Routes(options))
            .Concat(Ranges(options.Decoding, nameof(options.Decoding)))
            .Concat(Ranges(options.Calls, nameof(options.Calls)))
            .Concat(Ranges(options.Attachments, nameof(options.Attachments)))
            .Concat(UnknownSettings.In(configuration))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Endpoints(PortalOptions options)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.Endpoints.Count; i++)
        {
            var endpoint = options.Endpoints[i];
            var where = $"{PortalOptions.Section}:{nameof(options.Endpoints)}:{i}";
            if (EndpointRules.CheckName(endpoint.Name) is { } wrongName)
                yield return $"{where}:Name: {wrongName}";
            else if (!names.Add(endpoint.Name!))
                yield return $"{where}:Name: there are two endpoints named {endpoint.Name}.";
            if (EndpointRules.CheckBaseUrl(endpoint.BaseUrl) is { } wrongUrl)
                yield return $"{where}:BaseUrl: {wrongUrl}";
            else if (HostRules.Check(endpoint.BaseUrl!, options.EndpointHosts) is { } wrongHost)
                yield return $"{where}:BaseUrl: {wrongHost}";
            if (EndpointRules.CheckKey(endpoint.ApiKey) is { } wrongKey)
                yield return $"{where}:ApiKey: {wrongKey}";
            if (EndpointRules.CheckProvider(endpoint.Provider) is { } wrongProvider)
                yield return $"{where}:Provider: {wrongProvider}";
            if (EndpointRules.CheckRegion(endpoint.Region) is { } wrongRegion)
                yield return $"{where}:Region: {wrongRegion}";
        }
    }

    private static IEnumerable<string> LocalModels(PortalOptions options)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.LocalModels.Count; i++)
        {
            var model = options.LocalModels[i];
            var where = $"{PortalOptions.Section}:{nameof(options.LocalModels)}:{i}";
            foreach (var (setting, fault) in LocalModelRules.Check(model))
                yield return $"{where}:{setting}: {fault}";
            if (model.Name is { Length: > 0 } modelName && !names.Add(modelName))
                yield return $"{where}:Name: there are two local models named {modelName}.";
        }
    }

    private static IEnumerable<string> Pools(PortalOptions options)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.Pools.Count; i++)
        {
            var pool = options.Pools[i];
            var where = $"{PortalOptions.Section}:{nameof(options.Pools)}:{i}";
            if (PoolRules.CheckName(pool.Name, options.LocalModelNames()) is { } wrongName)
                yield return $"{where}:Name: {wrongName}";
            else if (!names.Add(pool.Name!))
                yield return $"{where}:Name: there are two pools named {pool.Name}.";
            if (PoolRules.CheckMembers([.. pool.Members.Select(member => member.Trim())], member => ProblemOf(member, options)) is { } wrongMember)
                yield return $"{where}:Members: {wrongMember}";
            if (PoolRules.CheckPolicy(pool.Policy) is { } wrongPolicy)
                yield return $"{where}:Policy: {wrongPolicy}";
            if (PoolRules.CheckBudget(pool.HedgeBudget) is { } wrongBudget)
                yield return $"{where}:HedgeBudget: {wrongBudget}";
        }
    }

    /// <summary>The model need not be known: its endpoint or pool may come from the pages.</summary>
    private static IEnumerable<string> Routes(PortalOptions options)
    {
        var models = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Routes.Count; i++)
        {
            var route = options.Routes[i];
            var where = $"{PortalOptions.Section}:{nameof(options.Routes)}:{i}";
            if (RouteRules.CheckModel(route.Model) is { } wrongModel)
                yield return $"{where}:Model: {wrongModel}";
            else if (!models.Add(route.Model!.Trim()))
                yield return $"{where}:Model: there are two routes for {route.Model}.";
            if (RouteRules.CheckMost(route.MaxOutputTokens) is { } wrongMost)
                yield return $"{where}:MaxOutputTokens: {wrongMost}";
        }
    }

    /// <summary>A member must be known from configuration alone: what the Settings page holds may be gone at the next start.</summary>
    private static string? ProblemOf(string member, PortalOptions options)
    {
        if (member.IndexOf('/', StringComparison.Ordinal) is var slash && slash < 0)
            return options.LocalModelNames().Contains(member, StringComparer.Ordinal) ? null : $"There is no model {member} in the configuration; an endpoint's model is written endpoint/model.";
        if (options.Endpoints.FirstOrDefault(endpoint => endpoint.Name == member[..slash]) is not { } endpoint)
            return $"{member}: there is no endpoint {member[..slash]} in the configuration.";
        return endpoint.Models.Count == 0 || endpoint.Models.Contains(member[(slash + 1)..], StringComparer.Ordinal)
            ? null
            : $"{member}: the endpoint has no model {member[(slash + 1)..]}; it has {string.Join(", ", endpoint.Models)}.";
    }

    /// <summary>What the attributes of a part's properties refuse.</summary>
    private static IEnumerable<string> Ranges(object part, string name)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(part, new ValidationContext(part), results, validateAllProperties: true);
        return results.Select(result => $"{PortalOptions.Section}:{name}:{string.Join(", ", result.MemberNames)}: {result.ErrorMessage}");
    }
}
