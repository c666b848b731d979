package hawser.bytes;

import java.util.HexFormat;

/// Hexadecimal text, lower case, two digits an octet.
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  public static String format(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /// Parses digits; spaces, colons and line ends between octets are skipped, so RFC dumps can be
  /// pasted.
  ///
  /// @throws IllegalArgumentException when another character or half an octet remains
  public static byte[] parse(String text) {
    return FORMAT.parseHex(text.replaceAll("[\\s:]", ""));
  }
}
