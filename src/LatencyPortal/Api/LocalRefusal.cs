using LatencyPortal.Gateway;

namespace LatencyPortal.Api;

/// <summary>Refuses what models inside the portal cannot be given: an answer that ignores it would be a wrong one.</summary>
internal static class LocalRefusal
{
    public static void Tools(ModelDescription model, string param) => Refuse(
        model, param, "Tools are not served yet for models inside the portal, also where a model's template knows them, and the built-in assistant was trained without them.");

    public static void Images(ModelDescription model, string param) => Refuse(model, param, "Models inside the portal read text alone.");

    private static void Refuse(ModelDescription model, string param, string why)
    {
        if (model.TextOnly)
            throw new ApiFaultException(ApiFault.BadRequest(
                $"`{param}` is not supported by the model `{model.Id}`. {why} Leave it out, or ask a model of an endpoint.", param, "unsupported_parameter"));
    }
}
