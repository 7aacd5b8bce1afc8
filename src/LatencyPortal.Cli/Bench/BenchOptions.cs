using System.CommandLine;

namespace LatencyPortal.Cli.Bench;

/// <summary>The options of <c>bench</c>.</summary>
internal sealed class BenchOptions
{
    private static readonly BenchSettings Defaults = new();

    private readonly Option<string?> _model = Options.Model();

    private readonly Option<Uri?> _url = new("--url")
    {
        Description = "An OpenAI-compatible server instead of a model in this process, for example http://127.0.0.1:5080.",
        CustomParser = result => ServerAddress.Parse(result.Tokens[0].Value, result.AddError),
    };

    private readonly Option<string?> _key = new("--key") { Description = "API key or access key of the server." };

    private readonly Option<string?> _modelName = new("--model-name") { Description = "Model to ask the server for; portal-assistant when left out." };

    private readonly Option<int> _requests = Options.Number("--requests", "Requests to measure.", Defaults.Requests, 1, 100_000);

    private readonly Option<int> _warmup = Options.Number("--warmup", "Requests before them that are not measured.", Defaults.Warmup, 0, 10_000);

    private readonly Option<int> _concurrency = Options.Number("--concurrency", "Requests under way at once (closed loop).", Defaults.Concurrency, 1, 1_000);

    private readonly Option<double?> _rate = Options.OptionalNumber("--rate", "Poisson arrivals per second (open loop); latency then counts from the scheduled time.", 0.001, 10_000.0);

    private readonly Option<int> _seed = Options.Number("--seed", "Seed of the prompt order and of the arrivals.", Defaults.Seed, int.MinValue, int.MaxValue);

    private readonly Option<int> _maxTokens = Options.Number("--max-tokens", "Most output tokens of one answer.", Defaults.MaxTokens, 1, 100_000);

    private readonly Option<int> _timeLimit = Options.Number("--time-limit", "Seconds after which the run ends in any case.", (int)Defaults.TimeLimit.TotalSeconds, 1, 86_400);

    private readonly Option<string?> _prompts = new("--prompts")
    {
        Description = "Prompts to send: one a line, or a .json array of strings; the questions of the help entries when left out.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _pid = Options.OptionalNumber("--pid", "Process whose peak memory is reported; the server's, with --url.", 1, int.MaxValue);

    public Command AddTo(Command command)
    {
        foreach (var option in new Option[] { _model, _url, _key, _modelName, _requests, _warmup, _concurrency, _rate, _seed, _maxTokens, _timeLimit, _prompts, _pid })
            command.Add(option);
        command.Validators.Add(result =>
        {
            var remote = result.GetResult(_url) is not null;
            if (remote && result.GetResult(_model) is not null)
                result.AddError("--model and --url exclude each other: a run measures one model.");
            if (!remote && (result.GetResult(_key) ?? result.GetResult(_modelName)) is not null)
                result.AddError("--key and --model-name belong to --url.");
            if (result.GetResult(_rate) is not null && result.GetResult(_concurrency) is { Implicit: false })
                result.AddError("--rate and --concurrency exclude each other: an open loop sends on schedule.");
        });
        return command;
    }

    public BenchTarget Target(ParseResult parsed) => new(
        parsed.GetValue(_model), parsed.GetValue(_url), parsed.GetValue(_key), parsed.GetValue(_modelName) ?? "portal-assistant",
        parsed.GetValue(_prompts), parsed.GetValue(_pid));

    public BenchSettings Settings(ParseResult parsed) => new()
    {
        Requests = parsed.GetValue(_requests),
        Warmup = parsed.GetValue(_warmup),
        Concurrency = parsed.GetValue(_concurrency),
        Rate = parsed.GetValue(_rate),
        Seed = parsed.GetValue(_seed),
        MaxTokens = parsed.GetValue(_maxTokens),
        TimeLimit = TimeSpan.FromSeconds(parsed.GetValue(_timeLimit)),
    };
}
