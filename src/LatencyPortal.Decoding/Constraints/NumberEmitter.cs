using System.Globalization;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// Adds numbers to a grammar. Digits are limited, so that a number cannot go on for ever: 19 before the
/// point (every 64-bit integer fits) and 17 behind it. Bounds are kept digit by digit, by remembering
/// whether the digits so far equal those of a bound; bounded numbers have no exponent.
/// </summary>
internal sealed class NumberEmitter(GrammarBuilder grammar)
{
    private const int WholeDigits = 19;
    private const int FractionDigits = 17;

    /// <summary>Bounds beyond this say nothing about numbers of <see cref="WholeDigits"/> digits.</summary>
    public const decimal Largest = 10_000_000_000_000_000_000m;

    /// <summary>A number without bounds; gives its first state.</summary>
    public int AddNumber(bool integer)
    {
        var start = grammar.NewState();
        var unsigned = grammar.NewState();
        var end = grammar.NewFinalState();
        grammar.AddEmpty(start, unsigned);
        grammar.AddByte(start, '-', unsigned);

        // 1. Whole digits: a single 0, or no 0 in front.
        var whole = grammar.NewState();
        grammar.AddByte(unsigned, '0', whole);
        AddDigits(unsigned, '1', 1, WholeDigits, whole);
        grammar.AddEmpty(whole, end);
        if (integer)
            return start;

        // 2. Fraction and exponent; 19 digits and the largest exponent stay below the range of a double.
        var fraction = grammar.NewState();
        grammar.AddEmpty(whole, fraction);
        var point = grammar.NewState();
        grammar.AddByte(whole, '.', point);
        AddDigits(point, '0', 1, FractionDigits, fraction);
        grammar.AddEmpty(fraction, end);
        var exponent = grammar.NewState();
        grammar.AddByte(fraction, 'e', exponent);
        grammar.AddByte(fraction, 'E', exponent);
        var magnitude = grammar.NewState();
        grammar.AddEmpty(exponent, magnitude);
        grammar.AddByte(exponent, '+', magnitude);
        grammar.AddByte(exponent, '-', magnitude);
        AddDigits(magnitude, '0', 1, 2, end);
        var hundreds = grammar.NewState();
        grammar.AddByte(magnitude, (byte)'1', (byte)'2', hundreds);
        var tens = grammar.NewState();
        grammar.AddByte(hundreds, (byte)'0', (byte)'7', tens);
        grammar.AddByte(tens, (byte)'0', (byte)'9', end);
        return start;
    }

    /// <summary>A number within bounds; gives its first state. Nothing can be completed if there is none.</summary>
    public int AddNumber(bool integer, NumberBounds bounds)
    {
        if (bounds.IsNone)
            return AddNumber(integer);
        var start = grammar.NewState();
        AddMagnitude(start, integer, bounds.And(new NumberBounds(0, false, null, false)));
        var negative = bounds.Negated().And(new NumberBounds(0, true, null, false));
        if (negative.High is null or > 0)
        {
            var minus = grammar.NewState();
            grammar.AddByte(start, '-', minus);
            AddMagnitude(minus, integer, negative);
        }

        return start;
    }

    private void AddDigits(int from, char first, int least, int most, int end)
    {
        for (var i = 1; i <= most; i++)
        {
            var next = grammar.NewState();
            grammar.AddByte(from, (byte)(i == 1 ? first : '0'), (byte)'9', next);
            if (i >= least)
                grammar.AddEmpty(next, end);
            from = next;
        }
    }

    /// <summary>Numbers without a sign; the lower bound is 0 or more.</summary>
    private void AddMagnitude(int start, bool integer, NumberBounds bounds)
    {
        if (bounds.High < bounds.Low)
            return;
        var low = Digits(bounds.Low!.Value);
        var high = bounds.High is { } limit && limit < Largest ? Digits(limit) : ((string Whole, string Fraction)?)null;
        var states = new Dictionary<(int Length, int At, bool OnLow, bool OnHigh), int>();
        var most = Math.Min(WholeDigits, high?.Whole.Length ?? WholeDigits);
        for (var length = low.Whole.Length; length <= most; length++)
            Whole(start, length, 0, length == low.Whole.Length, length == high?.Whole.Length);

        void Whole(int from, int length, int at, bool onLow, bool onHigh)
        {
            if (at == length)
            {
                if (MayEnd(0, onLow, onHigh))
                    grammar.AddEmpty(from, Final());
                if (!integer)
                    grammar.AddByte(from, '.', Fraction(0, onLow, onHigh));
                return;
            }

            var least = onLow ? low.Whole[at] : at == 0 && length > 1 ? '1' : '0';
            var most = onHigh ? high!.Value.Whole[at] : '9';
            Branch(from, least, most, onLow, onHigh, (stillLow, stillHigh) =>
            {
                var key = (length, at + 1, stillLow, stillHigh);
                if (!states.TryGetValue(key, out var next))
                {
                    states[key] = next = grammar.NewState();
                    Whole(next, length, at + 1, stillLow, stillHigh);
                }

                return next;
            });
        }

        // The state behind so many digits of the fraction.
        int Fraction(int at, bool onLow, bool onHigh)
        {
            var key = (0, at, onLow, onHigh);
            if (states.TryGetValue(key, out var state))
                return state;
            states[key] = state = grammar.NewState();
            if (at > 0 && MayEnd(at, onLow, onHigh))
                grammar.AddEmpty(state, Final());
            if (at < FractionDigits)
            {
                var least = onLow ? Digit(low.Fraction, at) : '0';
                var most = onHigh ? Digit(high!.Value.Fraction, at) : '9';
                Branch(state, least, most, onLow, onHigh, (stillLow, stillHigh) => Fraction(at + 1, stillLow, stillHigh));
            }

            return state;
        }

        // Digits equal to a bound's so far are below a bound with more to come, and equal to it without.
        bool MayEnd(int at, bool onLow, bool onHigh)
        {
            var restOfLow = onLow && HasRest(low.Fraction, at);
            var restOfHigh = onHigh && HasRest(high!.Value.Fraction, at);
            return !restOfLow && !(onLow && bounds.LowExcluded) && !(onHigh && !restOfHigh && bounds.HighExcluded);
        }

        int Final()
        {
            if (!states.TryGetValue((-1, 0, false, false), out var state))
                states[(-1, 0, false, false)] = state = grammar.NewFinalState();
            return state;
        }
    }

    /// <summary>Steps over the least digit, the most and those between; only the ends stay on a bound.</summary>
    private void Branch(int from, char least, char most, bool onLow, bool onHigh, Func<bool, bool, int> next)
    {
        for (var digit = least; digit <= most; digit++)
            grammar.AddByte(from, digit, next(onLow && digit == least, onHigh && digit == most));
    }

    private static bool HasRest(string digits, int at) => at < digits.Length && digits.AsSpan(at).ContainsAnyExcept('0');

    private static char Digit(string digits, int at) => at < digits.Length ? digits[at] : '0';

    private static (string Whole, string Fraction) Digits(decimal value)
    {
        var parts = value.ToString("0.############################", CultureInfo.InvariantCulture).Split('.');
        return (parts[0], parts.Length > 1 ? parts[1] : string.Empty);
    }
}
