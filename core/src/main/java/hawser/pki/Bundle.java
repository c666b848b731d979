package hawser.pki;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The content of a file that somebody wants to import: PEM, DER or PKCS#12.
///
/// @param certificates in DER, the key's own first where there is a key
public record Bundle(Optional<SigningKey> key, List<Octets> certificates) {
  private static final String PEM_START = "-----BEGIN ";

  public Bundle {
    certificates = List.copyOf(certificates);
  }

  /// @param password of an encrypted key; empty without one
  public static Bundle read(Octets file, String password) throws Malformed {
    String text = new String(file.toArray(), StandardCharsets.ISO_8859_1);
    return text.contains(PEM_START) ? pem(text, password) : pkcs12(file, password);
  }

  /// One certificate or CRL, in PEM or in DER.
  public static Octets single(Octets file, String label) throws Malformed {
    String text = new String(file.toArray(), StandardCharsets.ISO_8859_1);
    if (!text.contains(PEM_START)) {
      return file;
    }
    List<Octets> contents = Pem.contents(text, label);
    if (contents.size() != 1) {
      throw new Malformed(contents.size() + " PEM blocks '" + label + "' instead of one");
    }
    return contents.getFirst();
  }

  private static Bundle pem(String text, String password) throws Malformed {
    List<Octets> certificates = Pem.contents(text, Pem.CERTIFICATE);
    boolean hasKey =
        Pem.blocks(text).stream().anyMatch(block -> block.label().endsWith(Pem.PRIVATE_KEY));
    Optional<Secret> secret =
        password.isEmpty()
            ? Optional.empty()
            : Optional.of(Secret.adopt(password.getBytes(StandardCharsets.UTF_8)));
    return new Bundle(
        hasKey ? Optional.of(PrivateKeys.parse(text, secret)) : Optional.empty(), certificates);
  }

  private static Bundle pkcs12(Octets file, String password) throws Malformed {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(file.toArray()), password.toCharArray());
      for (String alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey key) {
          List<Octets> certificates = new ArrayList<>();
          for (java.security.cert.Certificate certificate : store.getCertificateChain(alias)) {
            certificates.add(Octets.of(certificate.getEncoded()));
          }
          return new Bundle(Optional.of(SigningKey.of(key)), certificates);
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new Malformed("neither PEM nor PKCS#12 that opens with the password");
    }
    throw new Malformed("no private key in PKCS#12");
  }
}
