using System.CommandLine;
using LatencyPortal.ScriptedModels;

var folder = new Argument<string>("FOLDER") { Description = "Where the model goes; its draft model goes into draft/ inside." };
var context = new Option<int>("--context") { Description = "Tokens of prompt and answer.", DefaultValueFactory = _ => 4096 };
var acceptance = new Option<double>("--acceptance") { Description = "Share of tokens that the draft model knows, 0 to 1.", DefaultValueFactory = _ => 0.85 };
var period = new Option<int>("--period") { Description = "Tokens after which the text repeats itself; all words in turn when left out.", DefaultValueFactory = _ => ScriptedVocabulary.Words };
var command = new RootCommand("Makes a model of 10 million random weights that says a written text, and a draft model that knows a share of it.")
{
    folder, context, acceptance, period,
};
command.SetAction(parsed =>
{
    var target = parsed.GetRequiredValue(folder);
    var length = parsed.GetValue(context);
    var script = Script.Cycle(parsed.GetValue(period));
    ScriptedFolder.Write(target, ScriptedDecoder.Target with { ContextLength = length, Script = script });
    ScriptedFolder.Write(
        Path.Combine(target, "draft"), ScriptedDecoder.Draft with { ContextLength = length, Script = Script.Forget(script, 1 - parsed.GetValue(acceptance)) });
    Console.WriteLine($"{target}: {ScriptedDecoder.Target.Parameters:N0} weights, its draft model {ScriptedDecoder.Draft.Parameters:N0}.");
});
return command.Parse(args).Invoke();
