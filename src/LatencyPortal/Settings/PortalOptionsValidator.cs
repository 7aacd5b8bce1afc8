using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

/// <summary>Checks the configured endpoints; all faults are told together.</summary>
internal sealed class PortalOptionsValidator : IValidateOptions<PortalOptions>
{
    public ValidateOptionsResult Validate(string? name, PortalOptions options)
    {
        var faults = new List<string>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.Endpoints.Count; i++)
        {
            var endpoint = options.Endpoints[i];
            var where = $"LatencyPortal:Endpoints:{i}";
            if (EndpointRules.CheckName(endpoint.Name) is { } wrongName)
                faults.Add($"{where}:Name: {wrongName}");
            else if (!names.Add(endpoint.Name!))
                faults.Add($"{where}:Name: there are two endpoints named {endpoint.Name}.");
            if (EndpointRules.CheckBaseUrl(endpoint.BaseUrl) is { } wrongUrl)
                faults.Add($"{where}:BaseUrl: {wrongUrl}");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
