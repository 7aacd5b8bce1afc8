using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using LatencyPortal.Data;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Prompts;

/// <summary>Templates with their immutable versions and the labels that name them. Any thread.</summary>
internal sealed class PromptStore(IDbContextFactory<PortalDbContext> databases, TimeProvider time)
{
    private const int LongestNote = 2_000;

    // A version never changes, so what was compiled once stays.
    private readonly ConcurrentDictionary<(string Name, int Version), CompiledTemplate> _compiled = new();

    /// <summary>What each label names, as requests ask for it.</summary>
    private readonly ConcurrentDictionary<string, IReadOnlyList<PromptLabel>> _heads = new(StringComparer.Ordinal);
    private int _changes;

    /// <summary>Raised with the name of the template that changed, from any thread.</summary>
    public event Action<string>? Changed;

    /// <summary>All templates, the one changed last first.</summary>
    public async Task<IReadOnlyList<PromptSummary>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.Prompts.AsNoTracking().OrderByDescending(row => row.UpdatedAt).ToListAsync(cancellationToken);
        var counts = await database.PromptVersions.GroupBy(version => version.Name).Select(group => new { group.Key, Last = group.Max(version => version.Number) })
            .ToDictionaryAsync(group => group.Key, group => group.Last, cancellationToken);
        var labels = (await database.PromptLabels.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(label => label.Name);
        var summaries = new List<PromptSummary>();
        foreach (var row in rows)
        {
            var last = counts.GetValueOrDefault(row.Name);
            var json = row.Draft ?? (await database.PromptVersions.FindAsync([row.Name, last], cancellationToken))?.Json;
            summaries.Add(new PromptSummary(row.Name, json is null ? null : PromptJson.Read(json).Description, row.UpdatedAt, last, row.Draft is not null, [.. labels[row.Name].Select(View)]));
        }

        return summaries;
    }

    /// <summary>Makes a template with nothing but its working copy.</summary>
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public async Task<string?> CreateAsync(PromptTemplate template, CancellationToken cancellationToken)
    {
        if (!TemplateNames.IsName(template.Name))
            return "A name has lower-case letters, digits and hyphens and begins with a letter, for example support-answers.";
        if (template.Name == TemplateNames.Reserved)
            return TemplateNames.ReservedProblem;
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await database.Prompts.IgnoreQueryFilters().FirstOrDefaultAsync(row => row.Name == template.Name, cancellationToken) is { } taken)
            {
                if (taken.DeletedAt is null)
                    return $"There is a template {template.Name} already.";
                database.Prompts.Remove(taken);
                await database.SaveChangesAsync(cancellationToken);
                Forget(template.Name);
            }

            var now = time.GetUtcNow();
            database.Prompts.Add(new PromptRow { Name = template.Name, Draft = PromptJson.Write(template), CreatedAt = now, UpdatedAt = now });
            await database.SaveChangesAsync(cancellationToken);
        }

        Tell(template.Name);
        return null;
    }

    /// <summary>The working copy: what is being edited, or else the newest version; <see langword="null"/> when there is no such template.</summary>
    public async Task<PromptTemplate?> FindDraftAsync(string name, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Prompts.AsNoTracking().FirstOrDefaultAsync(prompt => prompt.Name == name, cancellationToken);
        if (row is null)
            return null;
        var json = row.Draft ?? await Last(database, name).Select(version => version.Json).FirstOrDefaultAsync(cancellationToken);
        return json is null ? PromptTemplate.New(name) : PromptJson.Read(json);
    }

    /// <summary>Keeps the working copy.</summary>
    public async Task SaveDraftAsync(PromptTemplate template, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Prompts.FindAsync([template.Name], cancellationToken) is not { } row)
            return;
        var json = PromptJson.Write(template);
        row.Draft = json == await Last(database, template.Name).Select(version => version.Json).FirstOrDefaultAsync(cancellationToken) ? null : json;
        row.UpdatedAt = time.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Makes a version of a template, which the label draft names from then on; one that is like the newest is that one.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="TemplateException">It cannot be used.</exception>
    public async Task<int> SaveVersionAsync(PromptTemplate template, string? note, CancellationToken cancellationToken)
    {
        template = CompiledTemplate.Compile(template).Template;
        int number;
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            var now = time.GetUtcNow();
            var row = await database.Prompts.FindAsync([template.Name], cancellationToken)
                ?? database.Prompts.Add(new PromptRow { Name = template.Name, CreatedAt = now, UpdatedAt = now }).Entity;
            var last = await Last(database, template.Name).FirstOrDefaultAsync(cancellationToken);
            var json = PromptJson.Write(template);
            number = last?.Json == json ? last.Number : (last?.Number ?? 0) + 1;
            if (last?.Json != json)
            {
                database.PromptVersions.Add(new PromptVersionRow
                {
                    Name = template.Name,
                    Number = number,
                    Json = json,
                    Note = string.IsNullOrWhiteSpace(note) ? null : note.Trim() is { Length: > LongestNote } @long ? @long[..LongestNote] : note.Trim(),
                    CreatedAt = now,
                });
            }

            (row.Draft, row.UpdatedAt) = (null, now);
            await SetAsync(database, template.Name, TemplateReference.Draft, number, null, 0, cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
        }

        Tell(template.Name);
        return number;
    }

    /// <summary>The versions of a template, newest first.</summary>
    public async Task<IReadOnlyList<PromptVersion>> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.PromptVersions.AsNoTracking().Where(version => version.Name == name).OrderByDescending(version => version.Number).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new PromptVersion(row.Number, PromptJson.Read(row.Json), row.Note, row.CreatedAt))];
    }

    /// <summary>The labels of a template.</summary>
    public async Task<IReadOnlyList<PromptLabel>> LabelsAsync(string name, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return [.. (await database.PromptLabels.AsNoTracking().Where(label => label.Name == name).OrderBy(label => label.Label).ToListAsync(cancellationToken)).Select(View)];
    }

    /// <summary>Has a label name a version, alone or beside another one.</summary>
    /// <param name="name">The template.</param>
    /// <param name="label">The label; made when it is new.</param>
    /// <param name="version">The version.</param>
    /// <param name="otherVersion">The version of the other arm, for a split.</param>
    /// <param name="otherPercent">Percent of requests that get it, 1 to 99.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public async Task<string?> LabelAsync(string name, string label, int version, int? otherVersion, int otherPercent, CancellationToken cancellationToken)
    {
        if (!TemplateNames.IsName(label))
            return "A label has lower-case letters, digits and hyphens and begins with a letter.";
        if (otherVersion is not null && otherPercent is < 1 or > 99)
            return "The share of the other version must lie between 1 and 99 percent.";
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            foreach (var number in new[] { version, otherVersion ?? version })
            {
                if (!await database.PromptVersions.AnyAsync(row => row.Name == name && row.Number == number, cancellationToken))
                    return string.Create(CultureInfo.InvariantCulture, $"{name} has no version {number}.");
            }

            await SetAsync(database, name, label, version, otherVersion == version ? null : otherVersion, otherPercent, cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
        }

        Tell(name);
        return null;
    }

    /// <summary>What a conversation can use: every label of every template, those in production first.</summary>
    public async Task<IReadOnlyList<TemplateChoice>> ChoicesAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from label in database.PromptLabels
            join prompt in database.Prompts on label.Name equals prompt.Name
            join version in database.PromptVersions on new { label.Name, Number = label.Version } equals new { version.Name, version.Number }
            select new { label.Name, label.Label, version.Json }).ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderBy(row => row.Label != TemplateReference.Production).ThenBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Label, StringComparer.Ordinal)
                .Select(row => (row, Template: PromptJson.Read(row.Json)))
                .Select(row => new TemplateChoice(new TemplateReference(row.row.Name, row.row.Label, null).ToString(), row.Template.Description, row.Template.Variables)),
        ];
    }

    /// <summary>Takes a label away; what asks for it gets an error.</summary>
    public async Task RemoveLabelAsync(string name, string label, CancellationToken cancellationToken)
    {
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            await database.PromptLabels.Where(row => row.Name == name && row.Label == label).ExecuteDeleteAsync(cancellationToken);
        Tell(name);
    }

    /// <summary>Hides a template, or brings it back.</summary>
    public async Task DeleteAsync(string name, bool deleted, CancellationToken cancellationToken)
    {
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await database.Prompts.IgnoreQueryFilters().FirstOrDefaultAsync(row => row.Name == name, cancellationToken) is not { } row)
                return;
            row.DeletedAt = deleted ? time.GetUtcNow() : null;
            await database.SaveChangesAsync(cancellationToken);
        }

        Tell(name);
    }

    /// <summary>The version that a request gets.</summary>
    /// <param name="reference">What it asks for.</param>
    /// <param name="key">Decides between the arms of a split label: the same key always gets the same one.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="TemplateException">There is no such template, label or version.</exception>
    public async Task<ResolvedTemplate> ResolveAsync(TemplateReference reference, string key, CancellationToken cancellationToken)
    {
        var labels = await HeadAsync(reference.Name, cancellationToken)
            ?? throw new TemplateException($"There is no template {reference.Name}. The page Prompts lists them.");
        var version = reference.Version ?? Arm(Find(labels, reference), reference.Name, key);
        if (_compiled.TryGetValue((reference.Name, version), out var compiled))
            return new ResolvedTemplate(compiled, version);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.PromptVersions.AsNoTracking().FirstOrDefaultAsync(row => row.Name == reference.Name && row.Number == version, cancellationToken)
            ?? throw new TemplateException(string.Create(CultureInfo.InvariantCulture, $"The template {reference.Name} has no version {version}."));
        compiled = CompiledTemplate.Compile(PromptJson.Read(row.Json));
        _compiled[(reference.Name, version)] = compiled;
        return new ResolvedTemplate(compiled, version);
    }

    /// <summary>The labels of a template, from memory when they are known: requests ask for them. <see langword="null"/> when there is no such template.</summary>
    private async Task<IReadOnlyList<PromptLabel>?> HeadAsync(string name, CancellationToken cancellationToken)
    {
        if (_heads.TryGetValue(name, out var known))
            return known;
        var changes = Volatile.Read(ref _changes);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (!await database.Prompts.AnyAsync(row => row.Name == name, cancellationToken))
            return null;
        IReadOnlyList<PromptLabel> labels = [.. (await database.PromptLabels.AsNoTracking().Where(label => label.Name == name).ToListAsync(cancellationToken)).Select(View)];
        // What was changed while it was read must not be kept as it was.
        if (Volatile.Read(ref _changes) == changes)
            _heads[name] = labels;
        return labels;
    }

    private static PromptLabel Find(IReadOnlyList<PromptLabel> labels, TemplateReference reference) =>
        labels.FirstOrDefault(label => label.Label == reference.Label)
        ?? throw new TemplateException(reference.Label == TemplateReference.Production
            ? $"No version of {reference.Name} is in production: promote one on the page Prompts, or ask for {reference.Name}@draft."
            : $"The template {reference.Name} has no label {reference.Label}.");

    private static int Arm(PromptLabel label, string name, string key) =>
        label.OtherVersion is { } other && XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{name}\n{label.Label}\n{key}")) % 100 < (ulong)label.OtherPercent
            ? other
            : label.Version;

    /// <summary>Labels, or whether there is a template, changed.</summary>
    private void Tell(string name)
    {
        Interlocked.Increment(ref _changes);
        _heads.TryRemove(name, out _);
        Changed?.Invoke(name);
    }

    private async Task SetAsync(PortalDbContext database, string name, string label, int version, int? other, int percent, CancellationToken cancellationToken)
    {
        var row = await database.PromptLabels.FindAsync([name, label], cancellationToken);
        if (row is null)
            database.PromptLabels.Add(row = new PromptLabelRow { Name = name, Label = label, UpdatedAt = default });
        else if (row.Version != version)
            row.Before = row.Version;
        (row.Version, row.OtherVersion, row.OtherPercent, row.UpdatedAt) = (version, other, other is null ? 0 : percent, time.GetUtcNow());
    }

    private static IQueryable<PromptVersionRow> Last(PortalDbContext database, string name) =>
        database.PromptVersions.AsNoTracking().Where(version => version.Name == name).OrderByDescending(version => version.Number).Take(1);

    private static PromptLabel View(PromptLabelRow row) => new(row.Label, row.Version, row.OtherVersion, row.OtherPercent, row.Before);

    private void Forget(string name)
    {
        foreach (var key in _compiled.Keys.Where(key => key.Name == name))
            _compiled.TryRemove(key, out _);
    }
}
