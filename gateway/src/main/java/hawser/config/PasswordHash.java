package hawser.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106) in the usual text form `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, with the
/// parameters that OWASP names first. A check costs 19 MiB and some 50 ms: callers bound how many
/// run at once.
public final class PasswordHash {
  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT = 16;
  private static final int LENGTH = 32;
  private static final String FORM =
      "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$";
  private static final SecureRandom RANDOM = new SecureRandom();

  private PasswordHash() {}

  public static String of(String password) {
    byte[] salt = new byte[SALT];
    RANDOM.nextBytes(salt);
    Base64.Encoder text = Base64.getEncoder().withoutPadding();
    return FORM + text.encodeToString(salt) + "$" + text.encodeToString(argon2(password, salt));
  }

  /// True when the password made this hash. Compares in constant time.
  public static boolean matches(String hash, String password) {
    String[] parts = hash.startsWith(FORM) ? hash.substring(FORM.length()).split("\\$") : NONE;
    if (parts.length != 2) {
      return false;
    }
    try {
      byte[] expected = Base64.getDecoder().decode(parts[1]);
      return MessageDigest.isEqual(
          expected, argon2(password, Base64.getDecoder().decode(parts[0])));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static final String[] NONE = {};

  private static byte[] argon2(String password, byte[] salt) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(MEMORY_KIB)
            .withIterations(PASSES)
            .withParallelism(LANES)
            .withSalt(salt)
            .build());
    byte[] clear = password.getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = new byte[LENGTH];
      generator.generateBytes(clear, hash);
      return hash;
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }
}
