package hawser.pki;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Text armour (RFC 7468): labelled base64 between dashes. Text around the blocks is skipped.
public final class Pem {
  public static final String CERTIFICATE = "CERTIFICATE";
  public static final String CRL = "X509 CRL";
  public static final String PRIVATE_KEY = "PRIVATE KEY";
  public static final String REQUEST = "CERTIFICATE REQUEST";

  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  private Pem() {}

  /// One block. A private key's content is as secret as the key.
  public record Block(String label, Octets content) {
    @Override
    public String toString() {
      return label + "[" + content.length() + "]";
    }
  }

  /// All blocks of a text.
  ///
  /// @throws Malformed when one does not end, or is not base64
  public static List<Block> blocks(String text) throws Malformed {
    List<Block> blocks = new ArrayList<>();
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
      if (labelEnd < 0) {
        throw new Malformed("PEM header does not end");
      }
      String label = text.substring(at + BEGIN.length(), labelEnd);
      int bodyStart = labelEnd + DASHES.length();
      int bodyEnd = text.indexOf("-----END " + label + DASHES, bodyStart);
      if (bodyEnd < 0) {
        throw new Malformed("no -----END " + label + "-----");
      }
      blocks.add(new Block(label, decode(text.substring(bodyStart, bodyEnd))));
      at = text.indexOf(BEGIN, bodyEnd);
    }
    return List.copyOf(blocks);
  }

  /// The contents of the blocks that have this label.
  public static List<Octets> contents(String text, String label) throws Malformed {
    return blocks(text).stream()
        .filter(block -> block.label.equals(label))
        .map(Block::content)
        .toList();
  }

  /// A block of lines of 64 letters.
  public static String of(String label, Octets content) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(content.toArray());
    return BEGIN + label + DASHES + "\n" + base64 + "\n-----END " + label + DASHES + "\n";
  }

  private static Octets decode(String base64) throws Malformed {
    if (base64.contains(":")) {
      throw new Malformed("PEM encrypted in OpenSSL's old way; convert it with openssl pkcs8");
    }
    try {
      return Octets.of(Base64.getDecoder().decode(base64.replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      throw new Malformed("PEM content is not base64");
    }
  }
}
