using LatencyPortal.Gateway;

namespace LatencyPortal.Api;

/// <summary>Finds the model that a request names, or its fast sibling.</summary>
/// <param name="gateway">All models.</param>
/// <param name="siblings">The fast sibling of each model that has one.</param>
/// <param name="template">The template that the request asks for.</param>
internal sealed class ModelFinder(ModelGateway gateway, IReadOnlyDictionary<string, string> siblings, ApiTemplate? template = null)
{
    /// <summary>Behind the id of a model, asks for its fast sibling.</summary>
    public const string Suffix = ":fast";

    /// <summary>The template that the request asks for.</summary>
    public ApiTemplate? Template => template;

    /// <summary>Who answers when a request with a template names no model: the template's own, or else the portal's first.</summary>
    public string? Usual => template is null ? null : template.Model ?? gateway.Models.FirstOrDefault(model => model.Problem is null)?.Id;

    /// <param name="id">An id, with or without the suffix, or the name of the request's template.</param>
    /// <param name="fast">Whether the fast sibling is asked for in another way.</param>
    /// <exception cref="ApiFaultException">The model is unknown, cannot be used, or has no fast sibling.</exception>
    public GatewayModel Find(string id, bool fast)
    {
        if (id.StartsWith(ApiTemplate.Prefix, StringComparison.Ordinal) && Usual is { } usual)
            id = usual;
        var plain = Plain(id);
        return fast || plain != id ? UsableSibling(plain, SiblingOf(plain, fast ? "speed" : "model")) : Usable(id);
    }

    /// <summary>What the list of models knows of an id; of one with the suffix, the sibling.</summary>
    public ModelDescription? Describe(string id)
    {
        var plain = Plain(id);
        return plain == id ? Known(id) : siblings.TryGetValue(plain, out var sibling) ? Known(sibling) : null;
    }

    /// <summary>The id without the suffix; a model of an endpoint may itself be called so.</summary>
    private string Plain(string id) => id.EndsWith(Suffix, StringComparison.Ordinal) && Known(id) is null ? id[..^Suffix.Length] : id;

    private string SiblingOf(string id, string param)
    {
        if (siblings.TryGetValue(id, out var sibling))
            return sibling;
        throw new ApiFaultException(Known(id) is null ? ApiFault.UnknownModel(id) : ApiFault.BadRequest(
            $"The model `{id}` has no fast sibling. Name one on the portal's page Settings, under Fast mode.", param, "no_fast_model"));
    }

    private GatewayModel Usable(string id)
    {
        if (gateway.TryGet(id, out var model))
            return model;
        throw new ApiFaultException(Known(id)?.Problem is { } problem ? ApiFault.UnusableModel(id, problem) : ApiFault.UnknownModel(id));
    }

    /// <summary>Whoever asked named another model, so a sibling that is gone is the portal's affair.</summary>
    private GatewayModel UsableSibling(string id, string sibling) => gateway.TryGet(sibling, out var model)
        ? model
        : throw new ApiFaultException(ApiFault.UnusableSibling(id, sibling, Known(sibling)?.Problem ?? "there is no such model. Name another one on the portal's page Settings, under Fast mode."));

    private ModelDescription? Known(string id) => gateway.Models.FirstOrDefault(model => model.Id == id);
}
