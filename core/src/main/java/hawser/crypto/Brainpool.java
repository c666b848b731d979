package hawser.crypto;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// The Brainpool curves (RFC 5639, RFC 6954), which the JDK has not: the public value is x and y,
/// the shared secret is x alone.
///
/// The addition is complete (Renes, Costello, Batina 2015, algorithm 1): one formula for every pair
/// of points, so the ladder does the same steps for every scalar. BigInteger's own time still
/// depends on the numbers; a scalar is used once only.
final class Brainpool implements KeyExchange {
  private static final Map<Group, Curve> CURVES = new EnumMap<>(Group.class);

  /// y^2 = x^3 + ax + b over the integers modulo p, with a generator of prime order q.
  private record Curve(BigInteger p, BigInteger a, BigInteger b, Point generator, BigInteger q) {
    boolean has(BigInteger x, BigInteger y) {
      boolean reduced = x.compareTo(p) < 0 && y.compareTo(p) < 0;
      return reduced
          && y.multiply(y).subtract(x.pow(3).add(a.multiply(x)).add(b)).mod(p).signum() == 0;
    }

    Point add(Point s, Point t) {
      BigInteger b3 = b.multiply(BigInteger.valueOf(3));
      BigInteger xx = times(s.x, t.x);
      BigInteger yy = times(s.y, t.y);
      BigInteger zz = times(s.z, t.z);
      BigInteger xy = times(s.x.add(s.y), t.x.add(t.y)).subtract(xx.add(yy));
      BigInteger xz = times(s.x.add(s.z), t.x.add(t.z)).subtract(xx.add(zz));
      BigInteger yz = times(s.y.add(s.z), t.y.add(t.z)).subtract(yy.add(zz));
      BigInteger sum = times(a, xz).add(times(b3, zz));
      BigInteger minus = yy.subtract(sum);
      BigInteger plus = yy.add(sum);
      BigInteger azz = times(a, zz);
      BigInteger first = xx.multiply(BigInteger.valueOf(3)).add(azz);
      BigInteger second = times(b3, xz).add(times(a, xx.subtract(azz)));
      return new Point(
          times(xy, minus).subtract(times(yz, second)).mod(p),
          times(minus, plus).add(times(first, second)).mod(p),
          times(yz, plus).add(times(xy, first)).mod(p));
    }

    Point multiply(BigInteger scalar, Point point) {
      Point low = Point.INFINITY;
      Point high = point;
      for (int bit = q.bitLength() - 1; bit >= 0; bit--) {
        Point sum = add(low, high);
        Point twice = scalar.testBit(bit) ? add(high, high) : add(low, low);
        low = scalar.testBit(bit) ? sum : twice;
        high = scalar.testBit(bit) ? twice : sum;
      }
      return low;
    }

    private BigInteger times(BigInteger u, BigInteger v) {
      return u.multiply(v).mod(p);
    }
  }

  /// Projective coordinates: x/z and y/z, or infinity where z is 0.
  private record Point(BigInteger x, BigInteger y, BigInteger z) {
    static final Point INFINITY = new Point(BigInteger.ZERO, BigInteger.ONE, BigInteger.ZERO);

    Point affine(BigInteger p) {
      BigInteger inverse = z.modInverse(p);
      return new Point(x.multiply(inverse).mod(p), y.multiply(inverse).mod(p), BigInteger.ONE);
    }
  }

  static {
    // RFC 5639 sections 3.3, 3.4, 3.6 and 3.7: p, A, B, x(P), y(P), q
    curve(
        Group.BRAINPOOL_P224,
        "d7c134aa264366862a18302575d1d787b09f075797da89f57ec8c0ff",
        "68a5e62ca9ce6c1c299803a6c1530b514e182ad8b0042a59cad29f43",
        "2580f63ccfe44138870713b1a92369e33e2135d266dbb372386c400b",
        "0d9029ad2c7e5cf4340823b2a87dc68c9e4ce3174c1e6efdee12c07d",
        "58aa56f772c0726f24c6b89e4ecdac24354b9e99caa3f6d3761402cd",
        "d7c134aa264366862a18302575d0fb98d116bc4b6ddebca3a5a7939f");
    curve(
        Group.BRAINPOOL_P256,
        "a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",
        "7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9",
        "26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6",
        "8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262",
        "547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997",
        "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7");
    curve(
        Group.BRAINPOOL_P384,
        "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71874700133107ec53",
        "7bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787139165efba91f90f8aa5814a503ad4eb04a8c7dd22ce2826",
        "04a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a62e880ea53eeb62d57cb4390295dbc9943ab78696fa504c11",
        "1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e",
        "8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315",
        "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565");
    curve(
        Group.BRAINPOOL_P512,
        "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
        "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
        "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94cadc083e67984050b75ebae5dd2809bd638016f723",
        "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822",
        "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
        "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069");
  }

  private final Group group;
  private final Curve curve;
  private final BigInteger scalar;
  private final Octets publicValue;

  private Brainpool(Group group, Curve curve, BigInteger scalar) {
    this.group = group;
    this.curve = curve;
    this.scalar = scalar;
    Point own = curve.multiply(scalar, curve.generator).affine(curve.p);
    this.publicValue = Octets.concat(fixed(own.x), fixed(own.y));
  }

  static Brainpool generate(Group group, Entropy entropy) {
    Curve curve = CURVES.get(group);
    if (curve == null) {
      throw new IllegalArgumentException("no Brainpool curve: " + group);
    }
    byte[] random = new byte[group.publicLength() / 2 + 8]; // 64 bits more: the bias is negligible
    entropy.fill(random);
    BigInteger most = curve.q.subtract(BigInteger.ONE);
    BigInteger scalar = new BigInteger(1, random).mod(most).add(BigInteger.ONE);
    Arrays.fill(random, (byte) 0);
    return new Brainpool(group, curve, scalar);
  }

  @Override
  public Group group() {
    return group;
  }

  @Override
  public Octets publicValue() {
    return publicValue;
  }

  @Override
  public Secret agree(Octets peer) throws Malformed {
    if (peer.length() != group.publicLength()) {
      throw new Malformed("public value of " + peer.length() + " octets for " + group);
    }
    int half = peer.length() / 2;
    BigInteger x = new BigInteger(1, peer.slice(0, half).toArray());
    BigInteger y = new BigInteger(1, peer.slice(half, peer.length()).toArray());
    if (!curve.has(x, y)) {
      throw new Malformed("public value is not on the curve of " + group); // RFC 6989 section 2.3
    }
    // The order is prime and the scalar below it, so the result is never infinity.
    Point shared = curve.multiply(scalar, new Point(x, y, BigInteger.ONE)).affine(curve.p);
    return Secret.adopt(fixed(shared.x).toArray());
  }

  private Octets fixed(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[group.publicLength() / 2];
    int length = Math.min(bytes.length, fixed.length);
    System.arraycopy(bytes, bytes.length - length, fixed, fixed.length - length, length);
    return Octets.of(fixed);
  }

  private static void curve(
      Group group, String p, String a, String b, String x, String y, String q) {
    Point generator = new Point(hex(x), hex(y), BigInteger.ONE);
    CURVES.put(group, new Curve(hex(p), hex(a), hex(b), generator, hex(q)));
  }

  private static BigInteger hex(String digits) {
    return new BigInteger(digits, 16);
  }
}
