package hawser.pki;

import hawser.bytes.Malformed;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/// A distinguished name as the set of its attributes, each in its canonical spelling.
public record DistinguishedName(Set<String> attributes) {
  public static DistinguishedName of(X500Principal principal) {
    String text = principal.getName(X500Principal.CANONICAL);
    Set<String> attributes = new LinkedHashSet<>();
    StringBuilder one = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',') {
        attributes.add(one.toString());
        one.setLength(0);
      } else {
        one.append(c);
        if (c == '\\' && i + 1 < text.length()) {
          one.append(text.charAt(++i));
        }
      }
    }
    if (!one.isEmpty()) {
      attributes.add(one.toString());
    }
    return new DistinguishedName(attributes);
  }

  /// Reads `O=Example, CN=hub`.
  ///
  /// @throws Malformed when that is no distinguished name
  public static DistinguishedName parse(String text) throws Malformed {
    return of(principal(text));
  }

  /// The same as a name to be put into a request.
  public static X500Principal principal(String text) throws Malformed {
    try {
      return new X500Principal(text);
    } catch (IllegalArgumentException e) {
      throw new Malformed("not a distinguished name such as 'C=DE, O=Example, CN=hub'");
    }
  }

  /// True when every attribute of `part` is one of this name's.
  public boolean contains(DistinguishedName part) {
    return attributes.containsAll(part.attributes);
  }

  public boolean hasCommonName(String name) {
    String quoted = "CN=\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    return contains(of(new X500Principal(quoted)));
  }
}
