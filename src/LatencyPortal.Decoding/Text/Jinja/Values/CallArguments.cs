namespace LatencyPortal.Decoding.Text.Jinja.Values;

/// <summary>Arguments of a call, evaluated.</summary>
/// <param name="Positional">In order, what <c>*</c> unpacks included.</param>
/// <param name="Named">In order, what <c>**</c> unpacks included.</param>
internal sealed record CallArguments(IReadOnlyList<JinjaValue> Positional, OrderedDictionary<string, JinjaValue> Named)
{
    /// <summary>A filter or test written without parentheses.</summary>
    public static CallArguments None { get; } = new([], []);

    public bool AreAbsent => ReferenceEquals(this, None);

    /// <summary>The argument at this position, or else of this name, or else null.</summary>
    public JinjaValue? Find(int position, string name) =>
        position < Positional.Count ? Positional[position] : Named.GetValueOrDefault(name);

    public string Text(int position, string name, RenderRun run, string? fallback = null) =>
        Find(position, name) switch
        {
            JinjaString text => text.Value,
            null when fallback is not null => fallback,
            _ => throw run.Fault($"the argument \"{name}\" must be a string"),
        };

    public long Integer(int position, string name, RenderRun run, long? fallback = null) =>
        Find(position, name) switch
        {
            JinjaInteger number => number.Value,
            null when fallback is { } value => value,
            _ => throw run.Fault($"the argument \"{name}\" must be an integer"),
        };

    public bool Flag(int position, string name, RenderRun run) =>
        Find(position, name) switch
        {
            JinjaBoolean flag => flag.Value,
            null => false,
            _ => throw run.Fault($"the argument \"{name}\" must be true or false"),
        };

    /// <summary>The arguments after the first ones.</summary>
    public CallArguments Skip(int count) => new([.. Positional.Skip(count)], Named);
}
