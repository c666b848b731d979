package hawser.config;

import hawser.bytes.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Secrets of the configuration: encrypted with AES-256-GCM under a random key of this
/// installation, bound to the place where they stand, so that a blob cannot be moved to another
/// field.
///
/// `install.key` and `secrets` lie in the state directory, mode 0600, and are replaced atomically.
public final class SecretStore {
  private static final int IV = 12;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final @Nullable Path directory;
  private final byte[] key;
  private final Map<String, String> blobs = new ConcurrentHashMap<>();

  private SecretStore(@Nullable Path directory, byte[] key) {
    this.directory = directory;
    this.key = key;
  }

  /// A store that remembers nothing.
  public static SecretStore none() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    return new SecretStore(null, key);
  }

  /// Opens the store of a state directory, and makes its key at the first time.
  public static SecretStore open(Path directory) throws IOException {
    Path keyFile = directory.resolve("install.key");
    if (!Files.exists(keyFile)) {
      byte[] fresh = new byte[32];
      RANDOM.nextBytes(fresh);
      writeAtomically(keyFile, fresh);
    }
    byte[] key = Files.readAllBytes(keyFile);
    if (key.length != 32) {
      throw new IOException(keyFile + " is damaged: it must have 32 octets");
    }
    SecretStore store = new SecretStore(directory, key);
    Path file = directory.resolve("secrets");
    if (Files.exists(file)) {
      Properties properties = new Properties();
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      properties.forEach((place, blob) -> store.blobs.put((String) place, (String) blob));
    }
    return store;
  }

  /// The secret that stands at this place since an earlier load.
  Optional<Secret> stored(String table, String entry, String option) {
    String place = place(table, entry, option);
    return Optional.ofNullable(blobs.get(place)).flatMap(blob -> decrypt(place, blob));
  }

  /// Reads an `ENC` blob; empty when it is not ours or not of this place.
  Optional<Secret> decode(String table, String entry, String option, String blob) {
    return decrypt(place(table, entry, option), blob);
  }

  /// Remembers a secret; [#save] makes it last.
  void remember(String table, String entry, String option, Secret secret) {
    String place = place(table, entry, option);
    Optional<Secret> known = stored(table, entry, option);
    if (!known.equals(Optional.of(secret))) {
      blobs.put(place, encrypt(place, secret));
    }
  }

  /// The blob that `show` prints.
  String shown(String table, String entry, String option) {
    return blobs.getOrDefault(place(table, entry, option), "");
  }

  /// Writes all remembered secrets.
  public void save() throws IOException {
    if (directory == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    Properties properties = new Properties();
    properties.putAll(blobs);
    java.io.StringWriter writer = new java.io.StringWriter();
    properties.store(writer, null);
    text.append(writer);
    writeAtomically(directory.resolve("secrets"), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Replaces a file so that a crash leaves the old or the new one: temporary file, fsync, rename,
  /// fsync of the directory.
  public static void writeAtomically(Path file, byte[] content) throws IOException {
    Path temporary =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            ".new",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel parent = FileChannel.open(file.toAbsolutePath().getParent())) {
      parent.force(true);
    }
  }

  private String encrypt(String place, Secret secret) {
    byte[] iv = new byte[IV];
    RANDOM.nextBytes(iv);
    byte[] clear = secret.toArray();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, place, iv);
      byte[] sealed = cipher.doFinal(clear);
      return Base64.getEncoder()
          .encodeToString(ByteBuffer.allocate(IV + sealed.length).put(iv).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    } finally {
      java.util.Arrays.fill(clear, (byte) 0);
    }
  }

  private Optional<Secret> decrypt(String place, String blob) {
    try {
      byte[] all = Base64.getDecoder().decode(blob);
      if (all.length < IV + 16) {
        return Optional.empty();
      }
      byte[] iv = java.util.Arrays.copyOf(all, IV);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, place, iv);
      return Optional.of(Secret.adopt(cipher.doFinal(all, IV, all.length - IV)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, String place, byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static String place(String table, String entry, String option) {
    return table + "/" + entry + "/" + option;
  }
}
