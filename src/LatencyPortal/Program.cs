using LatencyPortal.Api;
using LatencyPortal.Chat;
using LatencyPortal.Dashboards;
using LatencyPortal.Data;
using LatencyPortal.Fleet;
using LatencyPortal.Layout;
using LatencyPortal.Prompts;
using LatencyPortal.Security;
using LatencyPortal.Settings;
using LatencyPortal.Slo;

// The composition root, as a table of contents: each line is one feature, its code lies in the folder of that name.
if (args is [HealthProbe.Switch])
    return await HealthProbe.RunAsync();
if (StartArguments.Answer(args, Console.Out, Console.Error) is { } status)
    return status;

// Settings and static files lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddPortalOptions(args);
builder.AddServer();
builder.AddSecurity();
builder.AddPortalData();
builder.AddModels();
builder.AddShell();
builder.AddChat();
builder.AddDashboards();
builder.AddSlo();
builder.AddFleet();
builder.AddPrompts();
builder.AddApi();

var app = builder.Build();
if (!app.HasValidOptions())
    return 1;
app.UseSecurity();
app.MapStaticAssets().AllowAnonymous();
app.MapShell();
app.MapSecurity();
app.MapChat();
app.MapDashboards();
app.MapSlo();
app.MapPrompts();
app.MapApi();
return await app.RunPortalAsync();
