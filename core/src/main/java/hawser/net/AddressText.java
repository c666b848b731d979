package hawser.net;

/// The text forms of addresses: dotted decimal and RFC 4291 in, RFC 5952 out.
final class AddressText {
  private AddressText() {}

  static int parseV4(String text) {
    int bits = 0;
    int parts = 0;
    int at = 0;
    while (parts < 4) {
      int end = at;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      int digits = end - at;
      if (digits < 1 || digits > 3 || digits > 1 && text.charAt(at) == '0') {
        throw notAnAddress(text);
      }
      int value = Integer.parseInt(text, at, end, 10);
      if (value > 255) {
        throw notAnAddress(text);
      }
      bits = bits << 8 | value;
      parts++;
      boolean dot = end < text.length() && text.charAt(end) == '.';
      if (dot != parts < 4) {
        throw notAnAddress(text);
      }
      at = end + 1;
    }
    if (at <= text.length()) {
      throw notAnAddress(text);
    }
    return bits;
  }

  static IpAddress parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      throw notAnAddress(text);
    }
    int[] head = groups(gap < 0 ? text : text.substring(0, gap), text);
    int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2), text);
    int given = head.length + tail.length;
    if (gap < 0 ? given != 8 : given > 7) {
      throw notAnAddress(text);
    }
    int[] all = new int[8];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(tail, 0, all, 8 - tail.length, tail.length);
    return IpAddress.ofV6(join(all, 0), join(all, 4));
  }

  static String formatV4(int bits) {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits & 255);
  }

  static String formatV6(long high, long low) {
    int[] groups = new int[8];
    for (int i = 0; i < 4; i++) {
      groups[i] = (int) (high >>> (48 - 16 * i)) & 0xffff;
      groups[4 + i] = (int) (low >>> (48 - 16 * i)) & 0xffff;
    }
    if (high == 0 && low >>> 32 == 0xffff) {
      return "::ffff:" + formatV4((int) low); // RFC 5952 section 5: IPv4-mapped
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int start = 0; start < 8; start++) {
      int length = 0;
      while (start + length < 8 && groups[start + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = start;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static int[] groups(String text, String whole) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    boolean dotted = parts[parts.length - 1].indexOf('.') >= 0;
    int[] groups = new int[parts.length + (dotted ? 1 : 0)];
    int hexParts = dotted ? parts.length - 1 : parts.length;
    for (int i = 0; i < hexParts; i++) {
      groups[i] = hexGroup(parts[i], whole);
    }
    if (dotted) {
      int bits = parseV4(parts[parts.length - 1]);
      groups[hexParts] = bits >>> 16;
      groups[hexParts + 1] = bits & 0xffff;
    }
    return groups;
  }

  private static int hexGroup(String part, String whole) {
    if (part.isEmpty() || part.length() > 4) {
      throw notAnAddress(whole);
    }
    int value = 0;
    for (int i = 0; i < part.length(); i++) {
      int digit = part.charAt(i) < 128 ? Character.digit(part.charAt(i), 16) : -1;
      if (digit < 0) {
        throw notAnAddress(whole);
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static long join(int[] groups, int from) {
    return (long) groups[from] << 48
        | (long) groups[from + 1] << 32
        | (long) groups[from + 2] << 16
        | groups[from + 3];
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException("not an IP address: " + text);
  }
}
