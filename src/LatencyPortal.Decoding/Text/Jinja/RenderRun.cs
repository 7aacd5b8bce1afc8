using System.Runtime.CompilerServices;
using System.Text;

namespace LatencyPortal.Decoding.Text.Jinja;

/// <summary>One rendering: its budgets, and the line it is at.</summary>
internal sealed class RenderRun(JinjaOptions options, CancellationToken cancellationToken)
{
    private const int CharactersPerStep = 16;
    private const int StepsBetweenChecks = 1_024;

    private long _steps;
    private long _nextCheck;
    private int _depth;
    private int _line = 1;

    public TimeProvider Time => options.Time;

    /// <summary>Begins the evaluation of a node; <see cref="Leave"/> ends it, unless it throws, which ends the rendering.</summary>
    public void Enter(int line)
    {
        _line = line;
        Nest();
    }

    /// <summary>Goes one level deeper; <see cref="Leave"/> comes back.</summary>
    public void Nest()
    {
        Step();
        // The second guard is for threads with a small stack: running out of it cannot be caught.
        if (++_depth > options.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Exceeded($"it nests more than {Math.Min(_depth, options.MaxDepth)} evaluations");
    }

    public void Leave() => _depth--;

    public void Step(long count = 1)
    {
        _steps += count;
        if (_steps > options.MaxSteps)
            throw Exceeded($"it takes more than {options.MaxSteps} steps");
        if (_steps < _nextCheck)
            return;
        _nextCheck = _steps + StepsBetweenChecks;
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Accounts for a text of this length before it is built or searched.</summary>
    public void Text(long length)
    {
        if (length > options.MaxOutput)
            throw TooLong();
        Step(length / CharactersPerStep);
    }

    public void Write(StringBuilder output, string text)
    {
        Text(text.Length);
        if ((long)output.Length + text.Length > options.MaxOutput)
            throw TooLong();
        output.Append(text);
    }

    public JinjaException Fault(string reason) => new(JinjaErrorKind.Evaluation, _line, reason);

    public JinjaException Raised(string reason) => new(JinjaErrorKind.Raised, _line, reason);

    private JinjaException TooLong() => Exceeded($"it makes a text of more than {options.MaxOutput} characters");

    private JinjaException Exceeded(string reason) =>
        new(JinjaErrorKind.Limit, _line, $"the template is stopped: {reason}");
}
