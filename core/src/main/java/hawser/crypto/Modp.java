package hawser.crypto;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// The MODP groups of RFC 2409 section 6.2 and RFC 3526, generator 2.
final class Modp implements KeyExchange {
  private static final Map<Group, BigInteger> PRIMES = new EnumMap<>(Group.class);

  static {
    // RFC 3526: p = 2^n - 2^(n-64) - 1 + 2^64 * (floor(2^(n-130) pi) + c)
    prime(Group.MODP_1024, 129_093);
    prime(Group.MODP_1536, 741_804);
    prime(Group.MODP_2048, 124_476);
    prime(Group.MODP_3072, 1_690_314);
    prime(Group.MODP_4096, 240_904);
    prime(Group.MODP_6144, 929_484);
    prime(Group.MODP_8192, 4_743_158);
  }

  private final Group group;
  private final BigInteger prime;
  private final BigInteger exponent;

  private Modp(Group group, BigInteger prime, BigInteger exponent) {
    this.group = group;
    this.prime = prime;
    this.exponent = exponent;
  }

  static Modp generate(Group group, Entropy entropy) {
    byte[] random = new byte[64]; // 512 bits: twice the strength of the largest group
    entropy.fill(random);
    BigInteger exponent = new BigInteger(1, random).setBit(511);
    Arrays.fill(random, (byte) 0);
    return new Modp(group, primeOf(group), exponent);
  }

  static BigInteger primeOf(Group group) {
    BigInteger prime = PRIMES.get(group);
    if (prime == null) {
      throw new IllegalArgumentException("no MODP group: " + group);
    }
    return prime;
  }

  @Override
  public Group group() {
    return group;
  }

  @Override
  public Octets publicValue() {
    return Octets.of(fixed(BigInteger.TWO.modPow(exponent, prime)));
  }

  @Override
  public Secret agree(Octets peer) throws Malformed {
    if (peer.length() != group.publicLength()) {
      throw new Malformed("public value of " + peer.length() + " octets for " + group);
    }
    BigInteger value = new BigInteger(1, peer.toArray());
    if (value.compareTo(BigInteger.ONE) <= 0
        || value.compareTo(prime.subtract(BigInteger.ONE)) >= 0) {
      throw new Malformed("public value out of range for " + group); // RFC 6989 section 2.1
    }
    return Secret.adopt(fixed(value.modPow(exponent, prime)));
  }

  private byte[] fixed(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[group.publicLength()];
    int length = Math.min(bytes.length, fixed.length);
    System.arraycopy(bytes, bytes.length - length, fixed, fixed.length - length, length);
    return fixed;
  }

  private static void prime(Group group, int c) {
    int n = group.publicLength() * 8;
    BigInteger one = BigInteger.ONE;
    PRIMES.put(
        group,
        one.shiftLeft(n)
            .subtract(one.shiftLeft(n - 64))
            .subtract(one)
            .add(floorOfPi(n - 130).add(BigInteger.valueOf(c)).shiftLeft(64)));
  }

  /// floor(2^bits * pi), by Machin's formula with 64 guard bits.
  private static BigInteger floorOfPi(int bits) {
    int guarded = bits + 64;
    BigInteger pi =
        arctanOfInverse(5, guarded)
            .multiply(BigInteger.valueOf(4))
            .subtract(arctanOfInverse(239, guarded))
            .multiply(BigInteger.valueOf(4));
    return pi.shiftRight(64);
  }

  private static BigInteger arctanOfInverse(int x, int bits) {
    BigInteger square = BigInteger.valueOf((long) x * x);
    BigInteger term = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(x));
    BigInteger sum = term;
    for (int n = 3; term.signum() != 0; n += 2) {
      term = term.divide(square);
      BigInteger part = term.divide(BigInteger.valueOf(n));
      sum = n % 4 == 3 ? sum.subtract(part) : sum.add(part);
    }
    return sum;
  }
}
