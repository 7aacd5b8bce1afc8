using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>Arithmetic. A remainder has the sign of the dividend, unlike in Python.</summary>
internal static class Arithmetic
{
    public static JinjaValue Apply(string symbol, long a, long b, RenderRun run)
    {
        if (b == 0 && symbol is "/" or "//" or "%")
            throw ByZero(run);
        try
        {
            return symbol switch
            {
                "+" => new JinjaInteger(checked(a + b)),
                "-" => new JinjaInteger(checked(a - b)),
                "*" => new JinjaInteger(checked(a * b)),
                "/" => new JinjaFloat((double)a / b),
                "//" => new JinjaInteger(FloorDivide(a, b)),
                // The smallest integer divided by -1 overflows in hardware, though its remainder is 0.
                "%" => new JinjaInteger(b == -1 ? 0 : a % b),
                _ => throw Unknown(symbol, run),
            };
        }
        catch (OverflowException)
        {
            throw TooLarge(run);
        }
    }

    public static JinjaValue Apply(string symbol, double a, double b, RenderRun run)
    {
        if (b == 0 && symbol is "/" or "//" or "%")
            throw ByZero(run);
        return new JinjaFloat(symbol switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "//" => Math.Floor(a / b),
            "%" => a % b,
            _ => throw Unknown(symbol, run),
        });
    }

    public static JinjaValue Power(JinjaValue left, JinjaValue right, RenderRun run)
    {
        var (a, b) = (Operators.ToDouble(left), Operators.ToDouble(right));
        if (a == 0 && b < 0)
            throw ByZero(run);
        if (left is not JinjaFloat && right is not JinjaFloat && b >= 0)
            return new JinjaInteger(WholePower(left is JinjaInteger number ? number.Value : (long)a, b, run));
        var result = Math.Pow(a, b);
        return double.IsFinite(result) ? new JinjaFloat(result) : throw run.Fault("a power is not a real number, or too large");
    }

    private static long WholePower(long number, double exponent, RenderRun run)
    {
        if (number is 0 or 1 || exponent == 0)
            return exponent == 0 ? 1 : number;
        if (number == -1)
            return exponent % 2 == 0 ? 1 : -1;
        try
        {
            long result = 1;
            for (; exponent > 0; exponent--)
                result = checked(result * number);
            return result;
        }
        catch (OverflowException)
        {
            throw TooLarge(run);
        }
    }

    private static long FloorDivide(long a, long b)
    {
        if (b == -1)
            return checked(-a);
        var quotient = a / b;
        return a % b != 0 && a < 0 != b < 0 ? quotient - 1 : quotient;
    }

    private static JinjaException Unknown(string symbol, RenderRun run) => run.Fault($"\"{symbol}\" is not possible between numbers");

    private static JinjaException TooLarge(RenderRun run) => run.Fault("an integer is too large");

    private static JinjaException ByZero(RenderRun run) => run.Fault("a division by zero");
}
