using System.Diagnostics;
using System.Text.Json;
using LatencyPortal.Browser.Tests;
using LatencyPortal.ChatPageBench;
using LatencyPortal.HubLoad;
using LatencyPortal.Testing;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Playwright;

// 200 clients of the hub, each with a connection of its own, follow 50 answers of 20 tokens a second, and 5 pages in a real Chromium
// watch an answer each: portal, endpoint, clients and browser together on this machine. How long each token took to each reader.

const double PerSecond = 20;
var clients = Option("--clients", 200);
var answers = Math.Min(clients, Option("--answers", 50));
var pages = Option("--pages", 5);
// A portal that has just started compiles its code while it runs; the first half minute is told apart.
var warmUp = (int)(PerSecond * Option("--warm-up", 30));
var tokens = warmUp + (int)(PerSecond * Option("--seconds", 20));

await using var model = await ScriptedEndpoint.StartAsync();
await using var portal = await PortalProcess.StartAsync([new PortalEndpoint("bench", model.BaseUrl, "m")]);
using var process = Process.GetProcessById(portal.ProcessId);
var idleMemory = Memory();

using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(InstalledBrowser.Options);
var opened = new List<IPage>();
for (var i = 0; i < pages; i++)
    opened.Add(await OpenAsync());
var memoryWithPages = Memory();

var connections = new List<HubConnection>();
for (var i = 0; i < clients; i++)
{
    var connection = new HubConnectionBuilder().WithUrl(new Uri(portal.Address, "hubs/chat")).Build();
    await connection.StartAsync();
    connections.Add(connection);
}

var memoryWithClients = Memory();
var paced = new List<PacedAnswer>();
var subscribers = new List<Subscriber>();
var following = new List<Task>();
for (var i = 0; i < answers; i++)
{
    var answer = Enqueue();
    var sent = await connections[i].InvokeAsync<Sent>("Ask", null, $"Question {i}", "bench/m");
    await model.WaitForRequestAsync(paced.Count, CancellationToken.None);
    foreach (var connection in connections.Where((_, at) => at % answers == i))
    {
        var subscriber = new Subscriber(connection, answer);
        subscribers.Add(subscriber);
        following.Add(subscriber.FollowAsync(sent.MessageId));
    }
}

foreach (var page in opened)
{
    Enqueue();
    await page.GetByTestId("composer").FillAsync("Tokens, please");
    await page.GetByTestId("composer").PressAsync("Enter");
    await model.WaitForRequestAsync(paced.Count, CancellationToken.None);
}

var cpu = process.TotalProcessorTime;
var begun = Stopwatch.GetTimestamp();
await SendAsync();
await Task.WhenAll(following);
process.Refresh();
var cpuShare = (process.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(begun) / Environment.ProcessorCount;
var memoryAtEnd = Memory();
var (painted, paintedFirst) = (new List<double>(), new List<double>());
foreach (var (page, answer) in opened.Zip(paced.Skip(answers)))
{
    await page.WaitForFunctionAsync(PageWatch.HasEnded, tokens - 1);
    var paints = await page.EvaluateAsync<double[][]>("() => window.paints");
    var delays = answer.SentAt.Select((at, token) => paints.First(paint => paint[0] >= at && paint[1] >= token)[0] - at).ToList();
    paintedFirst.AddRange(delays.Take(warmUp));
    painted.AddRange(delays.Skip(warmUp));
}

var report = new
{
    Clients = clients,
    Answers = answers,
    TokensPerSecond = PerSecond,
    Received = Delays.Of(subscribers.SelectMany(subscriber => subscriber.Delays.Skip(warmUp))),
    ReceivedWhileWarmingUp = Delays.Of(subscribers.SelectMany(subscriber => subscriber.Delays.Take(warmUp))),
    ClientsLateBy200Ms = subscribers.Count(subscriber => subscriber.Delays.Skip(warmUp).Any(ms => ms > 200)),
    Pages = pages,
    Painted = Delays.Of(painted),
    PaintedWhileWarmingUp = Delays.Of(paintedFirst),
    PortalCpuShareOfMachine = Math.Round(cpuShare, 3),
    PortalMemoryMB = new { Idle = idleMemory, WithPages = memoryWithPages, WithPagesAndClients = memoryWithClients, AtEnd = memoryAtEnd },
    MemoryPerPageMB = pages == 0 ? 0.0 : Math.Round((memoryWithPages - idleMemory) / pages, 2),
    MemoryPerClientMB = Math.Round((memoryWithClients - memoryWithPages) / clients, 3),
};
Console.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
foreach (var connection in connections)
    await connection.DisposeAsync();

int Option(string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

// Resident memory: what the machine must have.
double Memory()
{
    process.Refresh();
    return Math.Round(process.WorkingSet64 / 1e6, 1);
}

PacedAnswer Enqueue()
{
    var answer = new PacedAnswer(tokens, PerSecond);
    paced.Add(answer);
    model.Enqueue(answer.Script);
    return answer;
}

async Task<IPage> OpenAsync()
{
    var page = await browser.NewPageAsync();
    page.SetDefaultTimeout(120_000);
    await page.GotoAsync(portal.Address.ToString());
    await page.WaitForFunctionAsync("() => document.activeElement?.matches('[data-testid=composer]')");
    await page.GetByTestId("model-picker").SelectOptionAsync("bench/m");
    await page.EvaluateAsync(PageWatch.Start);
    return page;
}

// Every answer at its own moment of the 50 ms, as they would come.
async Task SendAsync()
{
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
    var next = new int[paced.Count];
    while (next.Any(token => token < tokens))
    {
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        for (var i = 0; i < next.Length; i++)
        {
            while (next[i] < tokens && (next[i] + ((double)i / next.Length)) / PerSecond <= seconds)
                paced[i].Send(next[i]++);
        }

        await timer.WaitForNextTickAsync();
    }
}

internal sealed record Sent(Guid ConversationId, Guid MessageId);
