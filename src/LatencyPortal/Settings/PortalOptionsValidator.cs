using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

/// <summary>Checks what configuration gives; all faults are told together.</summary>
internal sealed class PortalOptionsValidator(IConfiguration configuration) : IValidateOptions<PortalOptions>
{
    public ValidateOptionsResult Validate(string? name, PortalOptions options)
    {
        var faults = Endpoints(options)
            .Concat(LocalModels(options))
            .Concat(Ranges(options.Decoding, nameof(options.Decoding)))
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

    /// <summary>What the attributes of a part's properties refuse.</summary>
    private static IEnumerable<string> Ranges(object part, string name)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(part, new ValidationContext(part), results, validateAllProperties: true);
        return results.Select(result => $"{PortalOptions.Section}:{name}:{string.Join(", ", result.MemberNames)}: {result.ErrorMessage}");
    }
}
