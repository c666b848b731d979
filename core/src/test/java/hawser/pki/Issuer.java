package hawser.pki;

import hawser.bytes.Der;
import hawser.bytes.Octets;
import hawser.crypto.SignatureScheme;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;

/// Makes certificates and CRLs for tests, good and bad ones: an authority with a name and a key.
public record Issuer(String name, KeyPair keys, Octets certificate) {
  public static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Octets SHA256_RSA = SignatureScheme.RSA_PKCS1_SHA2_256.identifier().get();
  private static final Octets SHA1_RSA =
      Der.sequence(Der.oid("2a864886f70d010105"), Der.NULL); // sha1WithRSAEncryption

  /// What one certificate says; a new one is a sound leaf.
  public static final class Spec {
    private final String subject;
    private final KeyPair keys;
    private Instant from = NOW.minusSeconds(86_400);
    private Instant to = NOW.plusSeconds(86_400);
    private int serial = 1;
    private boolean sha1;
    private int version = 2;
    private final List<Octets> extensions = new ArrayList<>();

    public Spec(String subject, KeyPair keys) {
      this.subject = subject;
      this.keys = keys;
    }

    public Spec valid(Instant first, Instant last) {
      from = first;
      to = last;
      return this;
    }

    public Spec serial(int number) {
      serial = number;
      return this;
    }

    public Spec signedWithSha1() {
      sha1 = true;
      return this;
    }

    public Spec versionOne() {
      version = 0;
      return this;
    }

    /// An authority with this many below it; any number when negative.
    public Spec authority(int pathLength) {
      Octets limit = pathLength < 0 ? Octets.EMPTY : Der.integer(pathLength);
      extension("551d13", true, Der.sequence(Octets.ofHex("0101ff"), limit));
      return extension("551d0f", true, Octets.ofHex("03020106")); // keyCertSign, cRLSign
    }

    public Spec names(Octets... names) {
      return extension("551d11", false, Der.sequence(names));
    }

    public Spec extension(String oid, boolean critical, Octets value) {
      extensions.add(
          Der.sequence(
              Der.oid(oid),
              critical ? Octets.ofHex("0101ff") : Octets.EMPTY,
              Der.of(Der.OCTET_STRING, value)));
      return this;
    }
  }

  public static Octets dns(String name) {
    return Der.of(0x82, text(name));
  }

  public static Octets email(String name) {
    return Der.of(0x81, text(name));
  }

  public static Octets ip(String hex) {
    return Der.of(0x87, Octets.ofHex(hex));
  }

  public static Octets text(String text) {
    return Octets.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  public static KeyPair rsa() {
    return keys("RSA", 2_048);
  }

  public static KeyPair keys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (bits > 0) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Issuer root(String name) {
    KeyPair keys = rsa();
    return root(new Spec(name, keys).authority(-1));
  }

  public static Issuer root(Spec spec) {
    return new Issuer(spec.subject, spec.keys, make(spec, spec.subject, spec.keys));
  }

  public Octets issue(Spec spec) {
    return make(spec, name, keys);
  }

  /// An authority below this one.
  public Issuer below(Spec spec) {
    return new Issuer(spec.subject, spec.keys, issue(spec));
  }

  public Octets crl(Instant next, Octets extensions, int... serials) {
    Octets[] entries = new Octets[serials.length];
    for (int i = 0; i < serials.length; i++) {
      entries[i] = Der.sequence(Der.integer(serials[i]), time(NOW.minusSeconds(60)));
    }
    Octets body =
        Der.sequence(
            Der.integer(1),
            SHA256_RSA,
            name(name),
            time(NOW.minusSeconds(3_600)),
            time(next),
            serials.length == 0 ? Octets.EMPTY : Der.sequence(entries),
            extensions.isEmpty() ? extensions : Der.of(0xa0, Der.sequence(extensions)));
    return signed(body, keys, SHA256_RSA, "SHA256withRSA");
  }

  private static Octets make(Spec spec, String issuer, KeyPair issuerKeys) {
    Octets algorithm = spec.sha1 ? SHA1_RSA : SHA256_RSA;
    Octets extensions = Der.sequence(spec.extensions.toArray(Octets[]::new));
    Octets body =
        Der.sequence(
            spec.version == 0 ? Octets.EMPTY : Der.of(0xa0, Der.integer(spec.version)),
            Der.of(Der.INTEGER, Octets.of(BigInteger.valueOf(spec.serial).toByteArray())),
            algorithm,
            name(issuer),
            Der.sequence(time(spec.from), time(spec.to)),
            name(spec.subject),
            Octets.of(spec.keys.getPublic().getEncoded()),
            spec.extensions.isEmpty() ? Octets.EMPTY : Der.of(0xa3, extensions));
    return signed(body, issuerKeys, algorithm, spec.sha1 ? "SHA1withRSA" : "SHA256withRSA");
  }

  private static Octets signed(Octets body, KeyPair keys, Octets algorithm, String name) {
    try {
      Signature signature = Signature.getInstance(name);
      signature.initSign(keys.getPrivate());
      signature.update(body.toArray());
      return Der.sequence(body, algorithm, Der.bits(Octets.of(signature.sign())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Octets name(String name) {
    return Octets.of(new X500Principal(name).getEncoded());
  }

  private static Octets time(Instant instant) {
    return Der.of(0x18, text(TIME.format(instant)));
  }
}
