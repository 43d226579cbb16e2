using System.Numerics;

namespace Graph.Domain.Tests.Lending.Plans;

/// <summary>An exact fraction. The product has none: it keeps everything over one denominator.</summary>
internal readonly record struct Rational
{
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        (Numerator, Denominator) = (numerator / common, denominator / common);
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public static implicit operator Rational(long whole) => new(whole, 1);

    public static Rational operator +(Rational one, Rational other) =>
        new((one.Numerator * other.Denominator) + (other.Numerator * one.Denominator), one.Denominator * other.Denominator);

    public static Rational operator *(Rational one, Rational other) =>
        new(one.Numerator * other.Numerator, one.Denominator * other.Denominator);

    public static Rational operator /(Rational one, Rational other) =>
        new(one.Numerator * other.Denominator, one.Denominator * other.Numerator);

    public long RoundedDown => (long)BigInteger.Divide(Numerator, Denominator);

    public long RoundedHalfUp => (this + new Rational(1, 2)).RoundedDown;

    public long RoundedUp => -(long)BigInteger.Divide(-Numerator - Denominator + 1, Denominator);
}
