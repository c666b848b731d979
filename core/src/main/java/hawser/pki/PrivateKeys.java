package hawser.pki;

import hawser.bytes.Der;
import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Secret;
import hawser.crypto.SigningKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Reads private keys: PKCS#8 in clear and encrypted, PKCS#1 and SEC 1.
public final class PrivateKeys {
  private static final String RSA = "2a864886f70d010101";
  private static final String EC = "2a8648ce3d0201";
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PrivateKeys() {}

  /// The first private key of a PEM text.
  ///
  /// @param password of an encrypted one
  /// @throws Malformed with the reason, which never holds a part of the key
  public static SigningKey parse(String pem, Optional<Secret> password) throws Malformed {
    for (Pem.Block block : Pem.blocks(pem)) {
      switch (block.label()) {
        case Pem.PRIVATE_KEY -> {
          return pkcs8(Secret.adopt(block.content().toArray()));
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return pkcs8(
              decrypted(
                  block.content(),
                  password.orElseThrow(
                      () -> new Malformed("the key is encrypted and no password is set"))));
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(wrapped(Der.sequence(Der.oid(RSA), Der.NULL), block.content()));
        }
        case "EC PRIVATE KEY" -> {
          return pkcs8(wrapped(Der.sequence(Der.oid(EC), curve(block.content())), block.content()));
        }
        default -> {} // parameters, certificates
      }
    }
    throw new Malformed("no private key in PEM");
  }

  /// A PKCS#8 PrivateKeyInfo in DER.
  public static SigningKey pkcs8(Secret encoded) throws Malformed {
    byte[] octets = encoded.toArray();
    try {
      for (String algorithm : ALGORITHMS) {
        try {
          return SigningKey.of(
              KeyFactory.getInstance(algorithm)
                  .generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(octets)));
        } catch (GeneralSecurityException e) {
          // another algorithm's
        }
      }
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
    throw new Malformed("no RSA, EC or EdDSA private key");
  }

  private static Secret decrypted(Octets encrypted, Secret password) throws Malformed {
    char[] letters =
        new String(password.toArray(), java.nio.charset.StandardCharsets.UTF_8).toCharArray();
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted.toArray());
      String name =
          info.getAlgName().equals("PBES2")
              ? String.valueOf(info.getAlgParameters())
              : info.getAlgName();
      Cipher cipher = Cipher.getInstance(name);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(letters)),
          info.getAlgParameters());
      return Secret.adopt(info.getKeySpec(cipher).getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw new Malformed("the encrypted key does not open with its password");
    } finally {
      Arrays.fill(letters, '\0');
    }
  }

  private static Secret wrapped(Octets algorithm, Octets key) {
    return Secret.adopt(
        Der.sequence(Der.integer(0), algorithm, Der.of(Der.OCTET_STRING, key)).toArray());
  }

  /// The curve of an ECPrivateKey (RFC 5915): the element behind the tag `[0]`.
  private static Octets curve(Octets key) throws Malformed {
    Reader reader = Reader.of(Der.content(Reader.of(key), Der.SEQUENCE));
    Octets _ = Der.content(reader, Der.INTEGER);
    Octets _ = Der.content(reader, Der.OCTET_STRING);
    return Der.content(reader, 0xa0);
  }
}
