using System.Text.Json;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>Reads <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>, in the form of Chat Completions.</summary>
internal static class ToolReader
{
    private const string Name = "tools";
    private const int MostTools = 128;

    public static void Read(JsonElement root, ModelDescription model, ChatOptions options)
    {
        var tools = Tools(root, model);
        options.ToolMode = Choice(root, model, tools);
        if (root.Field("parallel_tool_calls") is not null)
            options.AllowMultipleToolCalls = root.Flag("parallel_tool_calls", "parallel_tool_calls");
        if (tools.Count == 0)
        {
            options.ToolMode = null;
            options.AllowMultipleToolCalls = null;
            return;
        }

        ToolMessages.Offer(options, tools, root.Field(Name)!.Value);
    }

    private static List<AIFunctionDeclaration> Tools(JsonElement root, ModelDescription model)
    {
        if (root.Field(Name) is not { } tools)
            return [];
        if (tools.ValueKind != JsonValueKind.Array)
            throw JsonFields.WrongType(Name, "an array", tools);
        if (tools.GetArrayLength() > 0)
            LocalRefusal.Tools(model, Name);
        if (tools.GetArrayLength() > MostTools)
            throw new ApiFaultException(ApiFault.BadRequest($"`{Name}` holds at most {MostTools} tools.", Name, "array_above_max_length"));
        return [.. tools.EnumerateArray().Select((tool, i) => Tool(tool, $"{Name}[{i}]"))];
    }

    private static AIFunctionDeclaration Tool(JsonElement tool, string param)
    {
        tool.RequireObject(param);
        if (tool.Require("type", $"{param}.type").Text($"{param}.type") != "function")
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}.type` must be function: other tools are not offered.", $"{param}.type", "unsupported_value"));
        var function = tool.Require("function", $"{param}.function");
        return Function(function, $"{param}.function");
    }

    /// <summary>Reads name, description, parameters and strictness of a function.</summary>
    public static AIFunctionDeclaration Function(JsonElement function, string param)
    {
        function.RequireObject(param);
        var name = function.Require("name", $"{param}.name").Text($"{param}.name");
        if (name.Length == 0)
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}.name` must not be empty.", $"{param}.name"));
        var description = function.Field("description")?.Text($"{param}.description");
        var parameters = function.Field("parameters");
        parameters?.RequireObject($"{param}.parameters");
        bool? strict = function.Field("strict") is null ? null : function.Flag("strict", $"{param}.strict");
        // The document is gone when the call runs, so what it holds is copied.
        return new DeclaredFunction(name, description, parameters?.Clone() ?? NoParameters, strict);
    }

    private static JsonElement NoParameters { get; } = JsonSerializer.SerializeToElement(new { type = "object", properties = new { } });

    private static ChatToolMode? Choice(JsonElement root, ModelDescription model, List<AIFunctionDeclaration> tools)
    {
        const string param = "tool_choice";
        switch (root.Field(param))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.String } word:
                var mode = Mode(word.Text(param));
                if (mode is RequiredChatToolMode)
                    RequireTools(model, tools, param);
                return mode;
            case { ValueKind: JsonValueKind.Object } one:
                RequireTools(model, tools, param);
                return Chosen(one, tools);
            case { } other:
                throw JsonFields.WrongType(param, "a string or an object", other);
        }
    }

    /// <summary>Reads none, auto or required.</summary>
    public static ChatToolMode Mode(string word) => word switch
    {
        "none" => ChatToolMode.None,
        "auto" => ChatToolMode.Auto,
        "required" => ChatToolMode.RequireAny,
        _ => throw new ApiFaultException(ApiFault.BadRequest("`tool_choice` must be none, auto, required or the name of a function.", "tool_choice", "invalid_value")),
    };

    /// <summary>Refuses a choice among tools where none are offered.</summary>
    public static void RequireTools(ModelDescription model, List<AIFunctionDeclaration> tools, string param)
    {
        LocalRefusal.Tools(model, param);
        if (tools.Count == 0)
            throw new ApiFaultException(ApiFault.BadRequest($"`{param}` is only allowed with `{Name}`.", param, "invalid_value"));
    }

    private static RequiredChatToolMode Chosen(JsonElement choice, List<AIFunctionDeclaration> tools)
    {
        if (choice.Require("type", "tool_choice.type").Text("tool_choice.type") != "function")
            throw new ApiFaultException(ApiFault.BadRequest("`tool_choice.type` must be function.", "tool_choice.type", "unsupported_value"));
        var function = choice.Require("function", "tool_choice.function");
        function.RequireObject("tool_choice.function");
        return Named(function.Require("name", "tool_choice.function.name").Text("tool_choice.function.name"), tools, "tool_choice.function.name");
    }

    /// <summary>The choice of one tool, which must be offered.</summary>
    public static RequiredChatToolMode Named(string name, IEnumerable<AIFunctionDeclaration> tools, string param) => tools.Any(tool => tool.Name == name)
        ? ChatToolMode.RequireSpecific(name)
        : throw new ApiFaultException(ApiFault.BadRequest($"`{param}` names no function of `{Name}`.", param, "invalid_value"));
}
