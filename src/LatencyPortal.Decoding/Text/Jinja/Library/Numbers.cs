using System.Globalization;
using System.Text;

namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>Floats written and read as JavaScript does.</summary>
internal static class Numbers
{
    /// <summary>
    /// <c>String(x)</c>: the shortest digits that mean this number, plain from 1e-7 to below 1e21 (ECMA-262, Number::toString).
    /// </summary>
    public static string Text(double number)
    {
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "Infinity" : "-Infinity";
        if (number == 0)
            return "0";
        var (digits, exponent) = Decompose(Math.Abs(number));
        var sign = number < 0 ? "-" : "";
        // The decimal point stands after so many of the digits.
        var point = exponent + 1;
        if (point > 21 || point <= -6)
        {
            var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}";
        }

        if (point <= 0)
            return $"{sign}0.{new string('0', -point)}{digits}";
        return point >= digits.Length
            ? $"{sign}{digits}{new string('0', point - digits.Length)}"
            : $"{sign}{digits[..point]}.{digits[point..]}";
    }

    /// <summary>As a template prints it: whole numbers keep a decimal.</summary>
    public static string Printed(double number)
    {
        if (number == 0)
            return double.IsNegative(number) ? "-0.0" : "0.0";
        return double.IsInteger(number) && Math.Abs(number) < 1e21
            ? number.ToString("F1", CultureInfo.InvariantCulture)
            : Text(number);
    }

    /// <summary><c>parseInt(text, 10)</c>; null where that is NaN or too large for an integer here.</summary>
    public static long? ParseInteger(string text)
    {
        var start = Texts.TrimStart(text);
        var end = start.Length > 0 && start[0] is '+' or '-' ? 1 : 0;
        while (end < start.Length && char.IsAsciiDigit(start[end]))
            end++;
        return long.TryParse(start.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
    }

    /// <summary><c>parseFloat(text)</c>: the longest start that is a number; null where that is NaN.</summary>
    public static double? ParseFloat(string text)
    {
        var start = Texts.TrimStart(text);
        var length = FloatLength(start);
        return length == 0 ? null : ToDouble(start[..length]);
    }

    /// <summary><c>Number(text)</c>: all of it or NaN; nothing but space is zero.</summary>
    public static double Convert(string text)
    {
        var trimmed = Texts.Trim(text);
        if (trimmed.Length == 0)
            return 0;
        if (trimmed.Length > 2 && trimmed[0] == '0' && char.ToLowerInvariant(trimmed[1]) is 'x' or 'o' or 'b')
            return ConvertPrefixed(trimmed);
        return FloatLength(trimmed) == trimmed.Length ? ToDouble(trimmed) : double.NaN;
    }

    private static double ConvertPrefixed(string text)
    {
        var radix = char.ToLowerInvariant(text[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
        double value = 0;
        foreach (var character in text.AsSpan(2))
        {
            var digit = char.IsAsciiHexDigit(character) ? System.Convert.ToInt32(character.ToString(), 16) : radix;
            if (digit >= radix)
                return double.NaN;
            value = value * radix + digit;
        }

        return value;
    }

    private static int FloatLength(string text)
    {
        var at = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        if (string.CompareOrdinal(text, at, "Infinity", 0, 8) == 0)
            return at + 8;
        var whole = Digits(text, at);
        var end = at + whole;
        var fraction = end < text.Length && text[end] == '.' ? Digits(text, end + 1) : 0;
        if (whole + fraction == 0)
            return 0;
        if (end < text.Length && text[end] == '.')
            end += 1 + fraction;
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var sign = end + 1 < text.Length && text[end + 1] is '+' or '-' ? 1 : 0;
            var exponent = Digits(text, end + 1 + sign);
            if (exponent > 0)
                end += 1 + sign + exponent;
        }

        return end;
    }

    private static int Digits(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - start;
    }

    private static double ToDouble(string text) =>
        text.EndsWith("Infinity", StringComparison.Ordinal)
            ? text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The shortest digits and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) Decompose(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var power = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = new StringBuilder(mantissa);
        if (point >= 0)
            digits.Remove(point, 1);
        var exponent = power + (point >= 0 ? point : mantissa.Length) - 1;
        var all = digits.ToString();
        var significant = all.TrimStart('0');
        exponent -= all.Length - significant.Length;
        return (significant.TrimEnd('0'), exponent);
    }
}
